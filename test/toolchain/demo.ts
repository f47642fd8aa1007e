/** Runs the program in examples/quickstart on this machine and follows its guest's first boot. Started by demo.mjs. */
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, renameSync } from "node:fs";
import { basename, join } from "node:path";
import { guestFiles } from "../guests/guest.ts";
import { runInGuest } from "./guest-program.mjs";
import { removeRemains } from "./remains.mjs";

const root = join(import.meta.dirname, "..", "..");
const project = join(root, "examples", "quickstart");
const directory = process.env["CONFIG_DRIVE_DEMO"] ?? "";
const system = join(process.env["CONFIG_DRIVE_DEBIAN_12_GUEST"] ?? "", "disk.img");
const uri = process.env["CONFIG_DRIVE_URI"] ?? "";
/** The exit code of `config-drive watch` if it doesn't see the end of the first boot. */
const NOT_SEEN = 3;
const domainType = process.env["CONFIG_DRIVE_DOMAIN_TYPE"] === "kvm" ? "kvm" : "qemu";
const accelerator = { kvm: "boots with KVM", qemu: "boots (emulated: KVM doesn't work here)" };

/** What the program exports. */
interface Outputs {
    readonly domain?: string;
    readonly volume?: string;
}

/** Programs that show in the guest what came with the drive. */
const seen = [
    "hostname",
    "cat /etc/motd",
    "tail -n 3 /var/log/cloud-init-output.log",
    "ls -l /dev/disk/by-label/config-2",
];

const say = (text = ""): boolean => process.stdout.write(`${text}\n`);
const title = (text: string): boolean => say(process.stdout.isTTY ? `\n\x1b[1m== ${text}\x1b[0m` : `\n== ${text}`);

/** Runs a program and shows its output. */
function show(program: string, args: readonly string[], command: string): number {
    say(`$ ${command}`);
    return spawnSync(program, args, { cwd: project, stdio: ["ignore", "inherit", "inherit"] }).status ?? 1;
}

/** Runs the CLI; exits with its code if it fails. */
function pulumi(...args: string[]): void {
    const options = ["--non-interactive", "--color", process.stdout.isTTY ? "always" : "never"];
    const code = show("pulumi", [...args, ...options], `pulumi ${args.join(" ")}`);
    if (code !== 0) process.exit(code);
}

const script = join(root, "bin", "cli", "config-drive.js");

/** Follows the first boot by this package's own command. */
const watch = (domain: string): number =>
    show(process.execPath, [script, "watch", uri, domain], `npx config-drive watch ${uri} ${domain}`);

/** Whether the guest hasn't used its drive, which is newer than its boot. */
function isPending(domain: string): boolean {
    const args = [script, "watch", uri, domain, "--json", "--timeout", "30"];
    const { stdout } = spawnSync(process.execPath, args, { encoding: "utf8" });
    return (JSON.parse(stdout) as { readonly status: string }).status === "pending";
}

/** Restarts a guest, which then uses its new drive. */
async function restart(domain: string): Promise<void> {
    title("The drive has changed. The guest uses it from its next boot on, so the demo restarts it");
    await runInGuest("sync", domain, uri);
    execFileSync("virsh", ["-c", uri, "reset", domain]);
}

/** Identifies a machine that runs: another process has another number. */
const numberOf = (domain: string): string => {
    const { status, stdout } = spawnSync("virsh", ["-q", "-c", uri, "domid", domain], { encoding: "utf8" });
    return status === 0 && /^\d/.test(stdout) ? stdout.trim() : "";
};

/** Follows the first boot with the drive. A guest that runs takes a new drive at its next boot. */
async function follow(domain: string): Promise<void> {
    let code = watch(domain);
    if (code === NOT_SEEN && isPending(domain)) {
        await restart(domain);
        code = watch(domain);
    }
    if (code === 0) return;
    say(`The guest keeps running; its console: ${join(directory, "console.log")}`);
    say("Correct examples/quickstart/index.ts and run the demo again, or remove everything: npm run demo -- --destroy");
    process.exit(code);
}

/** Runs the CLI for its answer. */
function ask(...args: string[]): string {
    return execFileSync("pulumi", args, { cwd: project, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** What the CLI knows of the stack. */
interface State {
    readonly resources?: readonly { readonly outputs?: { readonly name?: string } }[];
    readonly pending_operations?: readonly unknown[];
}

function state(): State {
    return (JSON.parse(ask("stack", "export")) as { readonly deployment: State }).deployment;
}

function outputs(): Outputs {
    return JSON.parse(ask("stack", "output", "--json")) as Outputs;
}

/** Selects the stack. After a killed run it also brings the stack and the host into line with each other. */
async function select(): Promise<void> {
    ask("stack", "select", "--create", "demo");
    if ((state().pending_operations ?? []).length === 0) return;
    title("An earlier run was interrupted. Pulumi reads what exists; what it doesn't know of is removed");
    // It fails while another run uses the stack.
    pulumi("refresh", "--yes", "--skip-preview", "--clear-pending-creates", "--suppress-progress");
    const known = (state().resources ?? []).flatMap(({ outputs }) => outputs?.name ?? []);
    await removeRemains(directory, known, { uri });
}

function configure(): void {
    const { kernel, initrd } = guestFiles();
    const values = {
        "libvirt:uri": uri,
        domainType,
        directory,
        kernel: own(kernel),
        initrd: own(initrd),
        disk: ownDisk(),
    };
    const pairs = Object.entries(values).flatMap(([name, value]) => ["--plaintext", `${name}=${value}`]);
    ask("config", "set-all", ...pairs);
}

/** Copies a file for this guest only: libvirt refuses one whose owner another libvirtd changed for its guest. */
function own(file: string): string {
    const copy = join(directory, basename(file));
    if (!existsSync(copy)) copyFileSync(file, copy);
    return copy;
}

/** The guest's disk. It stays when the guest is replaced. */
function ownDisk(): string {
    const disk = join(directory, "disk.qcow2");
    const draft = `${disk}.new`;
    if (existsSync(disk)) return disk;
    execFileSync("qemu-img", ["convert", "-O", "qcow2", system, draft]);
    renameSync(draft, disk);
    return disk;
}

async function up(): Promise<void> {
    await select();
    configure();
    title("Pulumi creates a storage pool, a config drive and a guest, which starts with the drive in");
    const before = outputs();
    const number = numberOf(before.domain ?? "");
    pulumi("up", "--yes", "--skip-preview", "--suppress-progress");
    const { domain = "", volume } = outputs();
    const isSame = number !== "" && numberOf(domain) === number;
    if (isSame && before.volume !== volume) await restart(domain);
    title(`The guest ${isSame ? "runs" : accelerator[domainType]}, and config-drive follows its first boot`);
    await follow(domain);
    title("What the drive made of the guest, as the guest's agent reports it");
    for (const command of seen) say(`# ${command}\n${await runInGuest(command, domain, uri)}`);
    title("A preview finds no changes: the state matches the host");
    pulumi("preview", "--diff", "--expect-no-changes");
    title("Done. The guest keeps running");
    say(`Look at it: virsh -c "${uri}" list; its console: ${join(directory, "console.log")}`);
    say("Update its drive: change examples/quickstart/index.ts, then run the demo again.");
    say("Remove everything: npm run demo -- --destroy");
}

async function destroy(): Promise<void> {
    await select();
    title("Pulumi stops and removes the guest, then the drive and the pool");
    pulumi("destroy", "--remove", "--yes", "--skip-preview", "--suppress-progress");
}

try {
    if (process.argv.includes("--destroy")) await destroy();
    else await up();
} catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
}
