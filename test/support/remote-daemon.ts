import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ConnectOptions, connect, type LibvirtClient } from "../../provider/libvirt/client.ts";
import { freePorts, type Service, startService } from "./processes.ts";

/** Settings of libvirtd.conf. */
export type Config = Readonly<Record<string, string | number>>;

/** What a test can set of the daemon. */
export interface DaemonOptions {
    /** Settings in its libvirtd.conf. */
    readonly config?: Config;
    /** SASL mechanisms, by their names in Cyrus SASL. */
    readonly mechanisms?: string;
    /** Puts files for the daemon into its folder, and returns settings that name them. */
    readonly prepare?: (folder: string) => Config;
    /** Addresses to listen on. @default "127.0.0.1" */
    readonly address?: string;
    /** Runs it in another system: returns the prefix of the command for its folder. @default nothing */
    readonly inside?: (folder: string) => readonly string[];
}

/** A session's libvirtd that listens on its own ports and shares nothing with any other. */
export class RemoteDaemon {
    /** All its files; only root and its user can enter. */
    public readonly folder: string = mkdtempSync(join(tmpdir(), "cdr-"));
    /** Its user's `XDG_RUNTIME_DIR`. */
    public readonly runtime: string = join(this.folder, "run");
    public readonly socket: string = join(this.runtime, "libvirt", "libvirt-sock");
    public tcpPort = 0;
    public tlsPort = 0;
    #inside: readonly string[] = [];
    #service: Service | undefined;

    /** Starts one. */
    public static async start(options: DaemonOptions = {}): Promise<RemoteDaemon> {
        const daemon = new RemoteDaemon();
        const { folder, runtime } = daemon;
        daemon.#inside = options.inside?.(folder) ?? [];
        for (const name of [runtime, join(folder, "home"), join(folder, "sasl"), join(folder, "pool")]) {
            mkdirSync(name, { mode: 0o700 });
        }
        const [tcpPort = 0, tlsPort = 0] = await freePorts(2);
        Object.assign(daemon, { tcpPort, tlsPort });
        writeFileSync(
            join(folder, "sasl", "libvirt.conf"),
            `mech_list: ${options.mechanisms ?? "SCRAM-SHA-256"}\nsasldb_path: ${join(folder, "sasldb")}\n`,
        );
        const config: Config = {
            listen_tls: 0,
            listen_tcp: 1,
            auth_tcp: "none",
            listen_addr: options.address ?? "127.0.0.1",
            tcp_port: String(tcpPort),
            tls_port: String(tlsPort),
            ...options.config,
            ...options.prepare?.(folder),
        };
        const lines = Object.entries(config).map(([name, value]) => `${name} = ${JSON.stringify(value)}\n`);
        writeFileSync(join(folder, "libvirtd.conf"), lines.join(""));
        chmodSync(folder, 0o700);
        if (isRoot) execFileSync("chown", ["-R", "nobody:nogroup", folder]);
        await daemon.restart();
        return daemon;
    }

    /** Starts it again, with the same folder and ports. */
    public async restart(): Promise<void> {
        await this.stop();
        const command = ["libvirtd", "--listen", "--config", join(this.folder, "libvirtd.conf")];
        // A session is an ordinary user's: root has none.
        const asUser = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"];
        const [program = "", ...args] = [...this.#inside, ...(isRoot ? asUser : []), ...command];
        this.#service = await startService(program, args, this.environment, async () => {
            try {
                const options = { environment: {}, timeoutMs: 10_000 };
                await (await connect(`test+unix:///default?socket=${this.socket}`, options)).close();
                return true;
            } catch (error) {
                // A request to authenticate shows that it is ready.
                return error instanceof Error && /requires a user and a password|the daemon offers/.test(error.message);
            }
        });
    }

    public async stop(): Promise<void> {
        await this.#service?.stop();
    }

    /** Kills it, as a crash would. */
    public async kill(): Promise<void> {
        await this.#service?.stop("SIGKILL");
    }

    /** Freezes the process, as after a power cut: it falls silent, and its sockets stay open. */
    public freeze(): void {
        process.kill(this.#service?.pid ?? 0, "SIGSTOP");
    }

    public thaw(): void {
        process.kill(this.#service?.pid ?? 0, "SIGCONT");
    }

    public async remove(): Promise<void> {
        await this.stop();
        rmSync(this.folder, { recursive: true, force: true });
    }

    /** The environment of its process, and of a client that has to find its socket. */
    public get environment(): NodeJS.ProcessEnv {
        return {
            PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
            HOME: join(this.folder, "home"),
            XDG_RUNTIME_DIR: this.runtime,
            SASL_CONF_PATH: join(this.folder, "sasl"),
            LC_ALL: "C",
        };
    }
}

const isRoot = process.getuid?.() === 0;

/** Adds a user to the daemon's SASL database. */
export const addSaslUser = (folder: string, user: string, password: string): void => {
    const args = ["-p", "-c", "-a", "libvirt", "-f", join(folder, "sasldb"), user];
    execFileSync("saslpasswd2", args, { input: password, stdio: ["pipe", "ignore", "pipe"] });
};

/** Runs something with a client, and always closes it. */
export const withClient = async <T>(
    uri: string,
    options: Partial<ConnectOptions>,
    work: (client: LibvirtClient) => Promise<T>,
): Promise<T> => {
    const client = await connect(uri, { environment: {}, timeoutMs: 20_000, ...options });
    try {
        return await work(client);
    } finally {
        await client.close();
    }
};
