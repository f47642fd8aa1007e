import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { type Service, startService } from "./processes.ts";

const ROOT = process.env["CONFIG_DRIVE_DEBIAN_13_ROOT"];
const FOLDERS = process.env["CONFIG_DRIVE_DEBIAN_13_FOLDERS"];
const MODULAR = process.env["CONFIG_DRIVE_DEBIAN_13_MODULAR"];
const SERVE = join(import.meta.dirname, "..", "toolchain", "debian-13-host", "serve");

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
 * The prefix that runs a command in Debian 13's system.
 *
 * @param sockets its `/run/libvirt`
 */
export const insideDebian13 = (sockets: string): readonly string[] => {
    return ["unshare", "--mount", "--propagation", "private", SERVE, ROOT ?? "", sockets, FOLDERS ?? ""];
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

const answers = (socket: string): Promise<boolean> =>
    new Promise((resolve) => {
        const connection = connect(socket);
        connection.on("connect", () => connection.end(() => resolve(true)));
        connection.on("error", () => resolve(false));
    });

/** Daemons of Debian 13 that only share guests and pools with others, so that tests can end them. */
export class Debian13 {
    /** Their `/run/libvirt`. */
    public readonly sockets: string = mkdtempSync("/tmp/config-drive-debian-13-");
    readonly #services = new Map<Daemon, Service>();

    /** Starts them, and virtlogd, which QEMU's drivers need. */
    public static async start(...daemons: readonly Daemon[]): Promise<Debian13> {
        const host = new Debian13();
        const [program = "", ...inside] = insideDebian13(host.sockets);
        await host.#start("virtlogd", program, [...inside, "virtlogd"]);
        for (const daemon of daemons) await host.restart(daemon);
        return host;
    }

    /** Starts a daemon, or restarts a killed one. */
    public async restart(daemon: Daemon): Promise<void> {
        const inside = this.#services.get("virtlogd")?.pid ?? 0;
        await this.#start(daemon, "nsenter", [
            "--target",
            String(inside),
            "--mount",
            "--root",
            "--wd=/",
            PROGRAMS[daemon],
        ]);
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
