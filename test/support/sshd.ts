import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { freePorts, type Service, startService } from "./processes.ts";

const AS_NOBODY = "exec setpriv --reuid=nobody --regid=nogroup --clear-groups";

/** An sshd on a high port that accepts only this user, with one key, and is independent of the machine's own. */
export class Sshd {
    public readonly folder: string = mkdtempSync(join(tmpdir(), "cds-"));
    public readonly user: string = userInfo().username;
    /** The accepted key. */
    public readonly key: string = join(this.folder, "key");
    /** A key that isn't accepted. */
    public readonly otherKey: string = join(this.folder, "other");
    /** The host's key, as clients know it. */
    public readonly knownHosts: string = join(this.folder, "known_hosts");
    public port = 0;
    #service: Service | undefined;

    /** @param variables of the sessions, besides those of the login */
    public static async start(variables: Readonly<Record<string, string>>): Promise<Sshd> {
        const sshd = new Sshd();
        const { folder } = sshd;
        const [port = 0] = await freePorts(1);
        sshd.port = port;
        for (const name of ["host", "key", "other"]) {
            execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, name)]);
        }
        const publicKey = (name: string): string => readFileSync(join(folder, `${name}.pub`), "utf8");
        writeFileSync(join(folder, "authorized_keys"), publicKey("key"));
        const hosts = ["127.0.0.1", "::1"].map((host) => `[${host}]:${port}`).join(",");
        writeFileSync(sshd.knownHosts, `${hosts} ${publicKey("host")}`);
        writeFileSync(
            join(folder, "sshd_config"),
            [
                `Port ${port}`,
                "ListenAddress 127.0.0.1",
                "ListenAddress ::1",
                `HostKey ${folder}/host`,
                "PidFile none",
                `AuthorizedKeysFile ${folder}/authorized_keys`,
                "UsePAM no",
                // Anybody can write to a temporary folder.
                "StrictModes no",
                "PasswordAuthentication no",
                "KbdInteractiveAuthentication no",
                "PermitRootLogin prohibit-password",
                // For root, libvirt treats the session as the system, which isn't the daemon to test with.
                ...(process.getuid?.() === 0 ? [`ForceCommand ${AS_NOBODY} sh -c "$SSH_ORIGINAL_COMMAND"`] : []),
                `SetEnv ${Object.entries(variables)
                    .map(([name, value]) => `${name}=${value}`)
                    .join(" ")}`,
                "",
            ].join("\n"),
        );
        // Debian's sshd needs this directory for privilege separation. The init system creates it, if there is one.
        if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
        await sshd.#serve();
        return sshd;
    }

    /** A URI through this sshd. */
    public uri(parameters = "", host = "127.0.0.1", key = this.key): string {
        const known = `known_hosts=${this.knownHosts}`;
        return `qemu+ssh://${this.user}@${host}:${this.port}/session?keyfile=${key}&sshauth=privkey&${known}${parameters}`;
    }

    public async remove(): Promise<void> {
        await this.#service?.stop();
        rmSync(this.folder, { recursive: true, force: true });
    }

    async #serve(): Promise<void> {
        // By its full path: it executes itself again for every connection.
        const args = ["-D", "-e", "-f", join(this.folder, "sshd_config")];
        this.#service = await startService("/usr/sbin/sshd", args, process.env, () => listens(this.port));
    }
}

const listens = (port: number): Promise<boolean> =>
    new Promise((resolve) => {
        const socket = createConnection({ host: "127.0.0.1", port });
        socket.once("connect", () => {
            socket.destroy();
            resolve(true);
        });
        socket.once("error", () => resolve(false));
    });
