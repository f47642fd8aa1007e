import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** What a guest is made of; the XML of devices is taken as it stands. */
export interface GuestOptions {
    readonly name: string;
    /** The file that libvirt writes the serial console to. */
    readonly console: string;
    /**
     * What else the console is: a terminal that libvirt opens for one reader, or a socket beside the file, for a test
     * that logs in. @default nothing
     */
    readonly terminal?: "pty" | "socket";
    /** Adds the channel of QEMU's guest agent. */
    readonly agent?: boolean;
    /** The initrd of the tiny guest: `initrd-agent` has an agent. @default the one that suits `agent` */
    readonly initrd?: Initrd;
    /** What a reboot does. @default "destroy" */
    readonly onReboot?: "destroy" | "restart";
    readonly uuid?: string;
    /** @default "pc" */
    readonly machine?: "pc" | "q35";
    /** @default "qemu", emulation, which works everywhere */
    readonly type?: "qemu" | "kvm";
    /** @default 128 */
    readonly memoryMiB?: number;
    /** Words for the kernel's command line, as `test/guests/tiny/init` and `debian/report` explain them. */
    readonly kernelWords?: readonly string[];
    /** The MAC of the guest's network card. @default no card */
    readonly mac?: string;
    /** Elements for `<devices>`: disks, controllers. */
    readonly devices?: readonly string[];
}

type Initrd = "initrd" | "initrd-agent";

/** A file as the tiny guest saw it. */
export interface SeenFile {
    readonly path: string;
    readonly size: number;
    readonly sha256: string;
}

/** One report of the tiny guest: the drive that it found by label, and all files on it in the order of their paths. */
export interface Report {
    readonly number: number;
    readonly device: string;
    /** The kernel's name of the file system: `iso9660` or `vfat`. */
    readonly type: string;
    readonly files: readonly SeenFile[];
}

const variable = (name: string): string => {
    const value = process.env[name];
    if (!value) throw new Error(`${name} is not set. Run the tests by: npm test`);
    return value;
};

/** The kernel and initrd of the tiny guest, which the Debian guest starts with too. */
export function guestFiles(initrd: Initrd = "initrd"): { kernel: string; initrd: string } {
    const folder = variable("CONFIG_DRIVE_GUESTS");
    return { kernel: join(folder, "vmlinuz"), initrd: join(folder, initrd) };
}

const CHANNEL = `<controller type='virtio-serial'/>
    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>`;

/** The socket of a guest whose console is one. */
export function socketOf(console: string): string {
    return `${console}.sock`;
}

function serial({ console, terminal }: GuestOptions): string {
    if (terminal === undefined) return `<serial type='file'><source path='${console}'/><target port='0'/></serial>`;
    const [type, source] =
        terminal === "pty" ? ["pty", ""] : ["unix", `<source mode='bind' path='${socketOf(console)}'/>`];
    return `<serial type='${type}'>${source}<log file='${console}'/><target port='0'/></serial>`;
}

/** A new folder for a test's disks and logs that QEMU can enter, whoever it runs as. */
export function guestFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), "config-drive-"));
    chmodSync(folder, 0o755);
    return folder;
}

/** Releases of Debian that there are guests of. */
export type DebianRelease = "bookworm" | "trixie";

const DEBIAN_GUESTS: Readonly<Record<DebianRelease, string>> = {
    bookworm: "CONFIG_DRIVE_DEBIAN_12_GUEST",
    trixie: "CONFIG_DRIVE_DEBIAN_13_GUEST",
};

/** Makes a disk for one Debian guest: what it writes stays in `path`. Returns the `<disk>`, which becomes /dev/vda. */
export function debianDisk(path: string, release: DebianRelease): string {
    const base = join(variable(DEBIAN_GUESTS[release]), "disk.img");
    execFileSync("qemu-img", ["create", "-q", "-f", "qcow2", "-F", "raw", "-b", base, path]);
    return `<disk type='file' device='disk'>
      <driver name='qemu' type='qcow2' cache='unsafe'/><source file='${path}'/><target dev='vda' bus='virtio'/>
    </disk>`;
}

/** The kernel words that make the tiny guest's initrd start the Debian guest; `files` are printed in its report. */
export function debianWords(files: readonly string[] = []): string[] {
    return ["rw", "guest.root=/dev/vda", ...(files.length > 0 ? [`guest.files=${files.join(",")}`] : [])];
}

/** A domain that boots the guests' kernel and logs its serial console. */
export function domainXml(options: GuestOptions): string {
    const { name, uuid, machine = "pc", type = "qemu", memoryMiB = 128, kernelWords = [], mac } = options;
    const { kernel, initrd } = guestFiles(options.initrd ?? (options.agent ? "initrd-agent" : "initrd"));
    const network = `<interface type='user'><mac address='${mac}'/><model type='virtio'/></interface>`;
    return `<domain type='${type}'>
  <name>${name}</name>
  ${uuid ? `<uuid>${uuid}</uuid>` : ""}
  <memory unit='MiB'>${memoryMiB}</memory>
  <os>
    <type arch='x86_64' machine='${machine}'>hvm</type>
    <kernel>${kernel}</kernel>
    <initrd>${initrd}</initrd>
    <cmdline>${["console=ttyS0", "quiet", ...kernelWords].join(" ")}</cmdline>
  </os>
  <features><acpi/></features>
  <on_reboot>${options.onReboot ?? "destroy"}</on_reboot>
  <devices>
    ${(options.devices ?? []).join("\n    ")}
    ${mac ? network : ""}
    ${options.agent ? CHANNEL : ""}
    ${serial(options)}
    <memballoon model='none'/>
  </devices>
</domain>`;
}

/** The tiny guest's reports in a console log, oldest first; one that isn't complete yet is left out. */
export function readReports(log: string): Report[] {
    const pattern = /^--- report (\d+): (\S+) (\S+) ---$([\s\S]*?)^--- end of report \1 ---$/gm;
    return [...withoutReturns(log).matchAll(pattern)].map(([, number, device = "", type = "", body = ""]) => ({
        number: Number(number),
        device,
        type,
        files: [...body.matchAll(/^(.*) (\d+) ([0-9a-f]{64})$/gm)].map(([, path = "", size, sha256 = ""]) => ({
            path,
            size: Number(size),
            sha256,
        })),
    }));
}

/** The newest complete report, or undefined. */
export function readReport(log: string): Report | undefined {
    return readReports(log).at(-1);
}

/** What the tiny guest saw on its disks: by view, `3 joliet`, the paths with their digests, null for directories. */
export type Views = ReadonlyMap<string, ReadonlyMap<string, string | null>>;

/** The views of all disks in a console log, or undefined until they are complete. */
export function readViews(log: string): Views | undefined {
    const clean = withoutReturns(log);
    if (!/^--- end of views ---$/m.test(clean)) return undefined;
    const pattern = /^--- view (\d+ \S+) ---$([\s\S]*?)^--- end of view \1 ---$/gm;
    return new Map(
        [...clean.matchAll(pattern)].map(([, view = "", body = ""]) => [
            view,
            new Map(
                [...body.matchAll(/^(?:d (.*)|([0-9a-f]{64}) {2}(.*))$/gm)].map(([, directory, sha256, file]) =>
                    directory === undefined ? [file ?? "", sha256 ?? ""] : [directory, null],
                ),
            ),
        ]),
    );
}

/** The sections of the Debian guest's report (`hostname`, `users`, `file /etc/motd` …), or undefined until it is complete. */
export function readDebianReport(log: string): Map<string, string> | undefined {
    const body = /^--- guest report ---$([\s\S]*)^--- end of guest report ---$/m.exec(withoutReturns(log))?.[1];
    if (body === undefined) return undefined;
    const parts = body.split(/^--- (.+) ---$/m).slice(1);
    return new Map(parts.flatMap((name, i) => (i % 2 === 0 ? [[name, (parts[i + 1] ?? "").trim()]] : [])));
}

/**
 * Follows a console log until it holds what is looked for, and returns that. Fails after the deadline with
 * the end of the log in the message.
 */
export async function waitFor<T>(path: string, look: (log: string) => T | undefined, deadlineMs: number): Promise<T> {
    const end = Date.now() + deadlineMs;
    for (;;) {
        const log = readIfThere(path);
        const found = look(log);
        if (found !== undefined) return found;
        if (Date.now() > end) {
            throw new Error(
                `wait for the guest: not seen in ${deadlineMs} ms. Its console ends with:\n${log.slice(-2000)}`,
            );
        }
        await sleep(200);
    }
}

/** A serial console ends its lines as a teletype would. */
function withoutReturns(log: string): string {
    return log.replaceAll("\r", "");
}

function readIfThere(path: string): string {
    try {
        return readFileSync(path, "utf8");
    } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
        throw error;
    }
}
