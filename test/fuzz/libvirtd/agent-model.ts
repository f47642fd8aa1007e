import { Refusal } from "./refusal.ts";

/** How libvirt reports an error of the agent's: from 11.2 on with a number of its own. */
export const agentError = (command: string, text: string, code: "INTERNAL_ERROR" | "AGENT_COMMAND_FAILED"): Refusal =>
    new Refusal(
        code,
        `${code === "INTERNAL_ERROR" ? "internal error: " : "guest agent command failed: "}unable to execute QEMU agent command '${command}': ${text}`,
    );

/** A program of a guest: what it prints, and how it ends. */
export interface Program {
    readonly exitcode?: number;
    readonly output?: string;
    /** How often its status is asked for before it has ended. */
    readonly lasts?: number;
    /** The text of the error with which the agent fails to start it. */
    readonly refused?: string;
}

const COMMANDS = [
    "guest-ping",
    "guest-info",
    "guest-file-open",
    "guest-file-read",
    "guest-file-seek",
    "guest-file-close",
    "guest-exec",
    "guest-exec-status",
    "guest-get-host-name",
    "guest-get-osinfo",
];

interface Open {
    readonly bytes: Buffer;
    at: number;
}

/** An agent with a file system in memory, which answers like QEMU's. */
export class AgentModel {
    public files: Record<string, string | Buffer> = {};
    /** Paths that the guest's system denies. */
    public denied: readonly RegExp[] = [];
    public forbidden: readonly string[] = [];
    public frozen = false;
    /** By path and arguments, joined with spaces. */
    public programs: Record<string, Program> = {};
    public hostName = "localhost";
    public system: Record<string, string> = { "pretty-name": "Debian GNU/Linux 12 (bookworm)" };
    public readonly open = new Map<number, Open>();
    readonly #running = new Map<number, { readonly program: Program; left: number }>();
    #last = 1000;

    public readonly answer = (command: string, args: Readonly<Record<string, unknown>>): unknown => {
        if (this.frozen || this.forbidden.includes(command)) {
            const why = this.frozen ? "the agent is in frozen state" : "the command is not allowed";
            this.#fail(command, `Command ${command} has been disabled: ${why}`);
        }
        switch (command) {
            case "guest-info":
                return {
                    version: "7.2.0",
                    supported_commands: COMMANDS.map((name) => ({
                        name,
                        enabled: !this.forbidden.includes(name),
                        "success-response": true,
                    })),
                };
            case "guest-get-host-name":
                return { "host-name": this.hostName };
            case "guest-get-osinfo":
                return this.system;
            case "guest-exec":
                return this.#start(`${args["path"]} ${(args["arg"] as string[]).join(" ")}`.trim());
            case "guest-exec-status":
                return this.#status(Number(args["pid"]));
            default:
                return this.#file(command, args);
        }
    };

    /** Forgets its programs, as an agent does that restarts. */
    public forget(): void {
        this.#running.clear();
    }

    #fail(command: string, text: string): never {
        throw agentError(command, text, "INTERNAL_ERROR");
    }

    #file(command: string, { path, handle, count, offset }: Readonly<Record<string, unknown>>): unknown {
        if (command === "guest-file-open") return this.#open(String(path));
        const file = this.open.get(Number(handle));
        if (file === undefined) return this.#fail(command, `handle '${handle}' has not been found`);
        switch (command) {
            case "guest-file-seek": {
                const at = file.bytes.length + Number(offset);
                if (at < 0) return this.#fail(command, "failed to seek file: Invalid argument");
                file.at = at;
                return { position: at, eof: false };
            }
            case "guest-file-read": {
                const bytes = file.bytes.subarray(file.at, file.at + Number(count));
                file.at += bytes.length;
                const eof = bytes.length < Number(count);
                return { count: bytes.length, "buf-b64": bytes.toString("base64"), eof };
            }
            default:
                this.open.delete(Number(handle));
                return {};
        }
    }

    #open(path: string): number {
        const why = this.denied.some((each) => each.test(path)) ? "Permission denied" : "No such file or directory";
        const content = why === "Permission denied" ? undefined : this.files[path];
        if (content === undefined) this.#fail("guest-file-open", `failed to open file '${path}' (mode: 'r'): ${why}`);
        this.#last += 1;
        this.open.set(this.#last, { bytes: Buffer.from(content ?? ""), at: 0 });
        return this.#last;
    }

    #start(line: string): unknown {
        const program = this.programs[line];
        const refused =
            program === undefined
                ? `Failed to execute child process “${line}” (No such file or directory)`
                : program.refused;
        if (program === undefined || refused !== undefined) return this.#fail("guest-exec", refused ?? "");
        this.#last += 1;
        this.#running.set(this.#last, { program, left: program.lasts ?? 0 });
        return { pid: this.#last };
    }

    #status(pid: number): unknown {
        const running = this.#running.get(pid);
        if (running === undefined) return this.#fail("guest-exec-status", "Invalid parameter 'pid'");
        running.left -= 1;
        if (running.left >= 0) return { exited: false };
        this.#running.delete(pid);
        const { exitcode = 0, output = "" } = running.program;
        return { exited: true, exitcode, "out-data": Buffer.from(output).toString("base64") };
    }
}

/** What a boot of cloud-init has come to. */
export interface Boot {
    readonly instanceId: string;
    readonly bootId?: string;
    /** The stage that runs; undefined once the last has ended. */
    readonly stage?: string;
    readonly errors?: readonly string[];
    readonly recoverable?: readonly string[];
    readonly datasource?: string;
}

const STAGES = ["init-local", "init", "modules-config", "modules-final"];

/** The files that cloud-init has left in a boot. */
export const cloudInitFiles = ({
    instanceId,
    bootId = "boot-1",
    stage,
    errors = [],
    recoverable = [],
    datasource = "DataSourceConfigDrive [net,ver=2][source=/dev/sr0]",
}: Boot): Record<string, string> => {
    const running = stage === undefined ? STAGES.length : STAGES.indexOf(stage);
    const last = STAGES.at(-1);
    const stages = STAGES.map((name, index) => [
        name,
        {
            errors: name === last || name === stage ? errors : [],
            recoverable_errors:
                (name === last || name === stage) && recoverable.length > 0 ? { WARNING: recoverable } : {},
            start: index <= running ? index + 1 : null,
            finished: index < running ? index + 1.5 : null,
        },
    ]);
    const status = { v1: { datasource, stage: stage ?? null, ...Object.fromEntries(stages) } };
    return {
        "/run/cloud-init/status.json": JSON.stringify(status),
        ...(stage === undefined && {
            "/run/cloud-init/result.json": JSON.stringify({ v1: { datasource, errors } }),
        }),
        "/run/cloud-init/.instance-id": `${instanceId}\n`,
        "/proc/sys/kernel/random/boot_id": `${bootId}\n`,
    };
};
