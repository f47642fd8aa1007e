import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import type { SshAddress, Transport } from "../transport.ts";
import { overStreams, throughStream } from "./duplex.ts";
import { isErrno, LinkError, reasonOf } from "./link-error.ts";

type Ssh = ChildProcessByStdio<Writable, Readable, Readable>;

/** Starts this machine's ssh, which brings the bytes to the daemon's socket on the host. */
export const dialSsh = async (address: SshAddress, signal: AbortSignal): Promise<Transport> => {
    signal.throwIfAborted();
    const ssh = start(address);
    const words = new LastWords(ssh.stderr);
    for (const pipe of [ssh.stdin, ssh.stdout, ssh.stderr]) {
        // What broke a pipe is known better by how the process ended.
        pipe.on("error", () => undefined);
    }
    const ended = howItEnds(ssh).then((outcome) => {
        for (const pipe of [ssh.stdin, ssh.stdout, ssh.stderr]) {
            pipe.destroy();
        }
        return outcome instanceof Error ? notStarted(address, outcome) : causeOf(address, outcome, words.line);
    });
    const ending = new Ending(ssh);
    return overStreams(ssh.stdout, throughStream(ssh.stdin), `libvirt at ${address.host}`, {
        cut: () => ending.now(),
        peerEnded: () => ending.soon(),
        onDown: (down) => {
            void ended.then(down);
        },
    });
};

interface Exit {
    readonly code: number | null;
    readonly by: NodeJS.Signals | null;
}

/** How long the pipes of a process that has ended may still bring something. */
const DRAIN_MS = 500;

const howItEnds = (ssh: Ssh): Promise<Exit | Error> =>
    new Promise((resolve) => {
        ssh.once("error", resolve);
        ssh.once("exit", (code, by) => {
            // Its last words come with "close"; but a master process that it leaves behind for later connections
            // (ControlPersist) keeps the pipe open.
            const drained = setTimeout(() => resolve({ code, by }), DRAIN_MS);
            ssh.once("close", () => {
                clearTimeout(drained);
                resolve({ code, by });
            });
        });
    });

const isWindows = process.platform === "win32";

const start = ({ program, args, hasTerminal }: SshAddress): Ssh =>
    spawn(program, args, {
        stdio: ["pipe", "pipe", "pipe"],
        // Away from the terminal: Ctrl-C ends this program in order, and not its link first. Without the program the
        // pipes are closed, at which ssh ends by itself.
        detached: !isWindows && !hasTerminal,
        windowsHide: true,
    });

const GRACE_MS = 2000;

/** Ends the process: gently, and if that takes too long by force. */
class Ending {
    readonly #ssh: Ssh;
    #timer: NodeJS.Timeout | undefined;

    public constructor(ssh: Ssh) {
        this.#ssh = ssh;
        ssh.once("exit", () => clearTimeout(this.#timer));
    }

    /** The command on the host is over: ssh will say how it ended, and end too. */
    public soon(): void {
        this.#ssh.stdin.destroy();
        this.#later(() => this.now());
    }

    public now(): void {
        this.#ssh.stdin.destroy();
        this.#ssh.kill("SIGTERM");
        this.#later(() => this.#ssh.kill("SIGKILL"));
    }

    #later(act: () => void): void {
        clearTimeout(this.#timer);
        if (this.#ssh.exitCode === null && this.#ssh.signalCode === null) {
            this.#timer = setTimeout(act, GRACE_MS);
        }
    }
}

const MAX_WORDS = 4096;
const MAX_LINE = 300;

/** The end of what a process says, without control characters. */
class LastWords {
    #text = "";

    public constructor(stream: Readable) {
        stream.setEncoding("utf8").on("data", (text: string) => {
            this.#text = (this.#text + text).slice(-MAX_WORDS);
        });
    }

    /** The last line that says anything. */
    public get line(): string {
        const lines = this.#text.split(/[\r\n]+/).map((line) => line.replaceAll(/\p{Cc}/gu, "").trim());
        return (lines.findLast((line) => line !== "") ?? "").slice(0, MAX_LINE).replace(/\.$/, "");
    }
}

const notStarted = ({ program }: SshAddress, cause: Error): LinkError =>
    new LinkError(
        isErrno(cause, "ENOENT")
            ? `there is no program ${program}. Install OpenSSH's client.`
            : `${program} can't be started (${reasonOf(cause)}). Check it.`,
        { cause },
    );

/** What a shell ends with when it doesn't find the command. */
const NOT_FOUND = 127;
/** What ssh ends with when it fails itself. */
const FAILED = 255;

const causeOf = ({ host, trial }: SshAddress, { code, by }: Exit, line: string): LinkError | undefined => {
    const said = line === "" ? "" : `: ${line}`;
    if (code === FAILED) {
        return new LinkError(`ssh failed${said}. ${adviceFor(line, trial)}`);
    }
    if (code === NOT_FOUND) {
        return new LinkError(
            `${host} has neither virt-ssh-helper nor nc${said}. Install libvirt's daemon or netcat-openbsd there, or name a netcat.`,
        );
    }
    if (code === 0) {
        return undefined;
    }
    const how = code === null ? `was ended by ${by}` : `ended with ${code}`;
    return new LinkError(
        `ssh ${how}${said}. Check that libvirtd runs on ${host}, and that this user may use it there.`,
    );
};

const adviceFor = (line: string, trial: string): string => {
    if (/Host key verification failed|host key/i.test(line)) {
        return `Check the host's key and add it to known_hosts, by ${trial} for example, or set known_hosts_verify=auto.`;
    }
    if (/Permission denied|authentication/i.test(line)) {
        return "Check the user and the key; a key with a passphrase must be in the agent.";
    }
    return `Check that this works: ${trial} true.`;
};
