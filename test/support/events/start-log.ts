import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A start of a machine, by the command line of its QEMU. */
export interface LoggedStart {
    /** As libvirt writes it; no two starts of a domain have the same. */
    readonly time: string;
    /** The files of its disks and media. */
    readonly files: readonly string[];
    readonly hasFailed: boolean;
}

/** The log that libvirt keeps for a domain's QEMU: for each start its command line. It outlives the domain. */
export const logOf = (uri: string, domain: string): string => {
    const [, socket] = /socket=(.*)/.exec(uri) ?? [];
    if (socket === undefined) return join("/var/log/libvirt/qemu", `${domain}.log`);
    const folder = uri.includes("/session") ? join("qemu", "log") : join("log", "qemu");
    return join(dirname(socket), folder, `${domain}.log`);
};

const START = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3})\+0000: starting up libvirt/m;

/** The starts in a log, oldest first. */
export const readStarts = (log: string): readonly LoggedStart[] => {
    const [, ...parts] = log.split(START);
    return parts.flatMap((time, index) => {
        const section = parts[index + 1] ?? "";
        if (index % 2 === 1) return [];
        const files = [...section.matchAll(/"filename":"((?:[^"\\]|\\.)*)"/g)].map(([, path = ""]) => path);
        // A later start that fails before libvirt runs QEMU leaves only its end in the log.
        const hasFailed = /: shutting down, reason=(\w+)/.exec(section)?.[1] === "failed";
        return [{ time, files, hasFailed }];
    });
};

/**
 * The starts of one domain since some moment. The log of a user's own libvirtd keeps only the last start, so this
 * remembers what it read.
 */
export class StartLog {
    readonly #path: string;
    readonly #since: string;
    readonly #starts = new Map<string, LoggedStart>();

    /** @param since in milliseconds */
    public constructor(uri: string, domain: string, since: number) {
        this.#path = logOf(uri, domain);
        this.#since = new Date(since).toISOString().replace("T", " ").replace("Z", "");
    }

    /** Those that led to a running or paused machine, oldest first. */
    public read(): readonly LoggedStart[] {
        for (const start of readStarts(this.#text())) {
            if (start.time >= this.#since) this.#starts.set(start.time, start);
        }
        return [...this.#starts.values()].filter(({ hasFailed }) => !hasFailed);
    }

    #text(): string {
        try {
            return readFileSync(this.#path, "utf8");
        } catch (error) {
            if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
            throw error;
        }
    }
}
