import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { answers } from "../toolchain/libvirtd.mjs";
import { capabilitiesFolder, serve, sharedFolders } from "../toolchain/private-libvirtd.mjs";
import { type Service, startService } from "./processes.ts";

const MODULAR = process.env["CONFIG_DRIVE_DEBIAN_13_MODULAR"];

const ROOT = process.env["CONFIG_DRIVE_DEBIAN_13_ROOT"];

/** What libvirt daemons take for the system that they run in; its name is that of their capabilities in the cache. */
export interface System {
    readonly name: string;
    readonly root: string;
}

export const THIS_SYSTEM: System = { name: "this-system", root: "/" };
export const DEBIAN_13: System = { name: "debian-13", root: ROOT ?? "" };

/**
 * Whether Debian 13's daemons are available; only root can start them.
 *
 * @throws Error on CI, where no test may be skipped
 */
export const hasDebian13 = (): boolean => {
    if (ROOT === undefined && process.env["CI"]) throw new Error("missing: CONFIG_DRIVE_DEBIAN_13_ROOT");
    return ROOT !== undefined;
};

/** Whether the tests use Debian 13's daemon: in the project `libvirt-11`. */
export const isOnDebian13 = process.env["CONFIG_DRIVE_HOST"] === "debian-13";

/**
 * The prefix that runs a command in a system.
 *
 * @param sockets its `/run/libvirt`
 */
export const inside = (system: System, sockets: string): readonly string[] => {
    const isolated = ["unshare", "--mount", "--propagation", "private", serve, system.root];
    return [...isolated, sockets, capabilitiesFolder(system.name), sharedFolders];
};

/** A daemon and the socket that it listens at. */
const SOCKETS = {
    virtlogd: "virtlogd-sock",
    libvirtd: "libvirt-sock",
    virtqemud: "virtqemud-sock",
    virtstoraged: "virtstoraged-sock",
};

/** Debian has no modular daemons; the set-up builds them. */
const PROGRAMS = {
    virtlogd: "virtlogd",
    libvirtd: "libvirtd",
    virtqemud: join(MODULAR ?? "", "virtqemud"),
    virtstoraged: join(MODULAR ?? "", "virtstoraged"),
};

type Daemon = keyof typeof SOCKETS;

/** The default place of a pid file is that of the machine's own daemon. */
const commandOf = (daemon: Daemon): readonly string[] => [PROGRAMS[daemon], "--pid-file", `/run/libvirt/${daemon}.pid`];

/** Daemons that share only guests and pools with others, so that tests can end them. */
export class PrivateDaemons {
    /** Their `/run/libvirt`. */
    public readonly sockets: string = mkdtempSync("/tmp/config-drive-daemons-");
    readonly #services = new Map<Daemon, Service>();

    /** Starts them, and virtlogd, which QEMU's drivers need. */
    public static async start(system: System, ...daemons: readonly Daemon[]): Promise<PrivateDaemons> {
        const host = new PrivateDaemons();
        const [program = "", ...args] = inside(system, host.sockets);
        await host.#start("virtlogd", program, [...args, ...commandOf("virtlogd")]);
        for (const daemon of daemons) await host.restart(daemon);
        return host;
    }

    /** Starts a daemon, or restarts a killed one. */
    public async restart(daemon: Daemon): Promise<void> {
        const target = String(this.#services.get("virtlogd")?.pid);
        const enter = ["--target", target, "--mount", "--root", "--wd=/"];
        await this.#start(daemon, "nsenter", [...enter, ...commandOf(daemon)]);
    }

    /** Kills a daemon, as a crash would. */
    public async kill(daemon: Daemon): Promise<void> {
        await this.#services.get(daemon)?.stop("SIGKILL");
    }

    /** The URI of a daemon's own socket. */
    public uri(daemon: Daemon): string {
        const driver = daemon === "virtstoraged" ? "storage" : "qemu";
        return `${driver}:///system?socket=${join(this.sockets, SOCKETS[daemon])}`;
    }

    public async remove(): Promise<void> {
        for (const service of [...this.#services.values()].reverse()) await service.stop();
        rmSync(this.sockets, { recursive: true, force: true });
    }

    async #start(daemon: Daemon, program: string, args: readonly string[]): Promise<void> {
        const isReady = () => answers(join(this.sockets, SOCKETS[daemon]));
        this.#services.set(daemon, await startService(program, args, process.env, isReady));
    }
}
