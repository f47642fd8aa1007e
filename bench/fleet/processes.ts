import { readdirSync, readFileSync } from "node:fs";

/** The role of a process in a run of Pulumi. */
export type Role = "engine" | "program" | "provider";

/** Resources that one run's processes used. */
export interface Usage {
    /** CPU seconds by role. */
    readonly cpuSeconds: Readonly<Record<Role, number>>;
    /** Peak bytes of the largest process of each role. */
    readonly peaks: Readonly<Record<Role, number>>;
}

interface Seen {
    readonly role: Role;
    /** Clock ticks of all threads. */
    readonly ticks: number;
    readonly peak: number;
}

/** Linux reports processor time in 1/100 s on all architectures; proc(5), USER_HZ. */
const TICKS_PER_SECOND = 100;

const readOrNothing = (path: string): string => {
    try {
        return readFileSync(path, "utf8");
    } catch {
        // The process has ended in the meantime.
        return "";
    }
};

interface Stat {
    readonly parent: number;
    readonly ticks: number;
}

/** Reads /proc/PID/stat. The program's name, in parentheses, can contain anything. */
const statOf = (pid: number): Stat | undefined => {
    const text = readOrNothing(`/proc/${pid}/stat`);
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const [parent, user, system] = [fields[1], fields[11], fields[12]].map(Number);
    if (parent === undefined || user === undefined || system === undefined || fields.length < 13) return undefined;
    return { parent, ticks: user + system };
};

/** CPU seconds of a process so far; 0 if it has ended. */
export const cpuSecondsOf = (pid: number): number => (statOf(pid)?.ticks ?? 0) / TICKS_PER_SECOND;

const peakOf = (pid: number): number =>
    Number(/^VmHWM:\s+(\d+) kB$/m.exec(readOrNothing(`/proc/${pid}/status`))?.[1] ?? 0) * 1024;

/** The CLI is not always the first process: the example of a fleet starts one per stack. */
const roleOf = (pid: number): Role => {
    const command = readOrNothing(`/proc/${pid}/cmdline`);
    if (command.startsWith("pulumi\0")) return "engine";
    return /dynamic-provider|pulumi-resource-|plugin\/main|no-op-plugin/.test(command) ? "provider" : "program";
};

/** The processes of one run: the command and all its descendants. */
export class ProcessTree {
    readonly #root: number;
    readonly #seen = new Map<number, Seen>();

    public constructor(root: number) {
        this.#root = root;
    }

    /** Samples all processes. One that ends between two samples counts as in the first. */
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

    /** A process that has just ended no longer shows its command or memory. */
    #see(pid: number, ticks: number): Seen {
        const before = this.#seen.get(pid);
        const role = before === undefined || before.role === "program" ? roleOf(pid) : before.role;
        return { role, ticks, peak: Math.max(before?.peak ?? 0, peakOf(pid)) };
    }

    /** Kills all processes of the latest sample. */
    public kill(): void {
        this.look();
        for (const pid of this.#seen.keys()) {
            try {
                process.kill(pid, "SIGKILL");
            } catch {
                // It has already ended.
            }
        }
    }

    public get usage(): Usage {
        const all = [...this.#seen.values()];
        const cpuOf = (role: Role): number =>
            all.filter((each) => each.role === role).reduce((total, { ticks }) => total + ticks, 0) / TICKS_PER_SECOND;
        const peakOf = (role: Role): number =>
            Math.max(0, ...all.filter((each) => each.role === role).map(({ peak }) => peak));
        return {
            cpuSeconds: { engine: cpuOf("engine"), program: cpuOf("program"), provider: cpuOf("provider") },
            peaks: { engine: peakOf("engine"), program: peakOf("program"), provider: peakOf("provider") },
        };
    }
}

/** SS_CONNECTED of the kernel's net.h, as in /proc/net/unix. */
const CONNECTED = "03";

/** Open connections that the server at a unix socket has accepted. */
export const countConnections = (socket: string): number =>
    readOrNothing("/proc/net/unix")
        .split("\n")
        .map((line) => line.trim().split(/\s+/))
        .filter(([, , , , , state, , path]) => state === CONNECTED && path === socket).length;
