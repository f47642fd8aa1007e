import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import type { SshAddress } from "./address.ts";
import { overStreams, throughStream } from "./duplex.ts";
import { isErrno, LinkError, reasonOf } from "./link-error.ts";
import type { Transport } from "./transport.ts";

type Ssh = ChildProcessByStdio<Writable, Readable, Readable>;

interface Exit {
    readonly code: number | null;
    readonly by: NodeJS.Signals | null;
}

/** How long the pipes of an exited process may still deliver output. */
const DRAIN_MS = 500;

const howItEnds = (ssh: Ssh): Promise<Exit | Error> =>
    new Promise((resolve) => {
        ssh.once("error", resolve);
        ssh.once("exit", (code, by) => {
            // "close" comes after the last output. But a master process that ssh leaves behind for later
            // connections (ControlPersist) keeps the pipe open.
            const drained = setTimeout(() => resolve({ code, by }), DRAIN_MS);
            ssh.once("close", () => {
                clearTimeout(drained);
                resolve({ code, by });
            });
        });
    });

const isWindows = process.platform === "win32";

const start = ({ program, args, environment, hasTerminal }: SshAddress): Ssh =>
    spawn(program, args, {
        env: environment,
        stdio: ["pipe", "pipe", "pipe"],
        // Detached from the terminal, so that Ctrl-C lets this program end in order and doesn't cut its link first.
        // When this program ends, the pipes close and ssh exits by itself.
        detached: !isWindows && !hasTerminal,
        windowsHide: true,
    });

const GRACE_MS = 2000;

/** Ends the process gently or, if that takes too long, by force. */
class Ending {
    readonly #ssh: Ssh;
    #timer: NodeJS.Timeout | undefined;

    public constructor(ssh: Ssh) {
        this.#ssh = ssh;
        ssh.once("exit", () => clearTimeout(this.#timer));
    }

    /** The command on the host has ended: ssh will report how, and exit too. */
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
        if (this.#ssh.exitCode === null && this.#ssh.signalCode === null) this.#timer = setTimeout(act, GRACE_MS);
    }
}

const MAX_WORDS = 4096;
const MAX_LINE = 300;

/** The end of a process's output, without control characters. */
class LastWords {
    #text = "";

    public constructor(stream: Readable) {
        stream.setEncoding("utf8").on("data", (text: string) => {
            this.#text = (this.#text + text).slice(-MAX_WORDS);
        });
    }

    /** The last line that isn't empty. */
    public get line(): string {
        const lines = this.#text.split(/[\r\n]+/).map((line) => line.replaceAll(/\p{Cc}/gu, "").trim());
        return (lines.findLast((line) => line !== "") ?? "").slice(0, MAX_LINE).replace(/\.$/, "");
    }
}

const notStarted = ({ program }: SshAddress, cause: Error): LinkError =>
    new LinkError(
        isErrno(cause, "ENOENT")
            ? `the program ${program} doesn't exist. Install the OpenSSH client.`
            : `can't start ${program} (${reasonOf(cause)}). Check this program.`,
        { cause },
    );

/** A shell's exit code for a command that doesn't exist. */
const NOT_FOUND = 127;

/** ssh's exit code for its own failures. */
const FAILED = 255;

const adviceFor = (line: string, { host, trial }: SshAddress): string => {
    if (/Host key verification failed|host key/i.test(line)) {
        return `Run ${trial} once and accept the host's key after checking it, or set known_hosts_verify=auto in the URI. If the key has changed, auto doesn't help: once you know why it changed, remove the old key (ssh-keygen -R ${host}, with a port -R "[${host}]:PORT").`;
    }
    if (/Permission denied|authentication/i.test(line)) {
        return "Check the user and the key; a key with a passphrase must be in the agent.";
    }
    return `Check that this works: ${trial} true.`;
};

const causeOf = (address: SshAddress, { code, by }: Exit, line: string): LinkError | undefined => {
    const { host } = address;
    const said = line === "" ? "" : `: ${line}`;
    if (code === FAILED) return new LinkError(`ssh failed${said}. ${adviceFor(line, address)}`);
    if (code === NOT_FOUND) {
        return new LinkError(
            `${host} has neither virt-ssh-helper nor nc${said}. Install the libvirt daemon or netcat-openbsd there, or set netcat in the URI.`,
        );
    }
    if (code === 0) return undefined;
    const how = code === null ? `was killed by ${by}` : `exited with code ${code}`;
    return new LinkError(
        `ssh ${how}${said}. Check that libvirtd is running on ${host}, and that this user is allowed to use it there.`,
    );
};

/** Starts this machine's ssh, which forwards the bytes to the daemon's socket on the host. */
export const dialSsh = async (address: SshAddress, signal: AbortSignal): Promise<Transport> => {
    signal.throwIfAborted();
    const ssh = start(address);
    const words = new LastWords(ssh.stderr);
    for (const pipe of [ssh.stdin, ssh.stdout, ssh.stderr]) {
        // The exit of the process explains a broken pipe better.
        pipe.on("error", () => undefined);
    }
    const ended = howItEnds(ssh).then((outcome) => {
        for (const pipe of [ssh.stdin, ssh.stdout, ssh.stderr]) pipe.destroy();
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
