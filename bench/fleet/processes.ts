import { readdirSync, readFileSync } from "node:fs";

/** What a process does in a run of Pulumi. */
export type Role = "engine" | "program" | "provider";

/** What one run's processes took. */
export interface Usage {
    /** Seconds of CPU, by role. */
    readonly cpuSeconds: Readonly<Record<Role, number>>;
    /** Bytes that the largest provider process had at most. */
    readonly providerPeak: number;
}

interface Seen {
    readonly role: Role;
    /** Clock ticks of all threads. */
    readonly ticks: number;
    readonly peak: number;
}

/** Linux tells processor time in 1/100 s on all of its architectures; proc(5), USER_HZ. */
const TICKS_PER_SECOND = 100;

const readOrNothing = (path: string): string => {
    try {
        return readFileSync(path, "utf8");
    } catch {
        // The process has ended meanwhile.
        return "";
    }
};

interface Stat {
    readonly parent: number;
    readonly ticks: number;
}

/** Of /proc/PID/stat; the name of the program, in parentheses, may hold anything. */
const statOf = (pid: number): Stat | undefined => {
    const text = readOrNothing(`/proc/${pid}/stat`);
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const [parent, user, system] = [fields[1], fields[11], fields[12]].map(Number);
    if (parent === undefined || user === undefined || system === undefined || fields.length < 13) return undefined;
    return { parent, ticks: user + system };
};

/** Seconds of CPU that a process has had so far; of one that has ended, none. */
export const cpuSecondsOf = (pid: number): number => (statOf(pid)?.ticks ?? 0) / TICKS_PER_SECOND;

const peakOf = (pid: number): number =>
    Number(/^VmHWM:\s+(\d+) kB$/m.exec(readOrNothing(`/proc/${pid}/status`))?.[1] ?? 0) * 1024;

const roleOf = (pid: number): Role =>
    /dynamic-provider|pulumi-resource-/.test(readOrNothing(`/proc/${pid}/cmdline`)) ? "provider" : "program";

/** The processes of one run: the CLI's, and all that it started. */
export class ProcessTree {
    readonly #root: number;
    readonly #seen = new Map<number, Seen>();

    public constructor(root: number) {
        this.#root = root;
    }

    /** Looks at all of them; what ends between two looks counts as it was at the first. */
    public look(): void {
        const stats = new Map<number, Stat>();
        for (const pid of readdirSync("/proc").map(Number)) {
            const stat = Number.isInteger(pid) ? statOf(pid) : undefined;
            if (stat !== undefined) stats.set(pid, stat);
        }
        const isOurs = (pid: number): boolean => {
            if (pid === this.#root) return true;
            const parent = stats.get(pid)?.parent ?? 0;
            return parent > 1 && isOurs(parent);
        };
        for (const [pid, { ticks }] of stats) {
            if (!isOurs(pid)) continue;
            this.#seen.set(pid, this.#see(pid, ticks));
        }
    }

    /** A process that has just ended tells neither its command nor its memory any more. */
    #see(pid: number, ticks: number): Seen {
        const before = this.#seen.get(pid);
        const role = before?.role === "provider" ? "provider" : roleOf(pid);
        return { role: pid === this.#root ? "engine" : role, ticks, peak: Math.max(before?.peak ?? 0, peakOf(pid)) };
    }

    /** Ends all of them that were there at the last look. */
    public kill(): void {
        this.look();
        for (const pid of this.#seen.keys()) {
            try {
                process.kill(pid, "SIGKILL");
            } catch {
                // It has ended by itself.
            }
        }
    }

    public get usage(): Usage {
        const all = [...this.#seen.values()];
        const cpuOf = (role: Role): number =>
            all.filter((each) => each.role === role).reduce((total, { ticks }) => total + ticks, 0) / TICKS_PER_SECOND;
        return {
            cpuSeconds: { engine: cpuOf("engine"), program: cpuOf("program"), provider: cpuOf("provider") },
            providerPeak: Math.max(0, ...all.filter(({ role }) => role === "provider").map(({ peak }) => peak)),
        };
    }
}

/** SS_CONNECTED of the kernel's net.h, as /proc/net/unix writes it. */
const CONNECTED = "03";

/** Connections that the server at a unix socket has accepted and not closed. */
export const countConnections = (socket: string): number =>
    readOrNothing("/proc/net/unix")
        .split("\n")
        .map((line) => line.trim().split(/\s+/))
        .filter(([, , , , , state, , path]) => state === CONNECTED && path === socket).length;
