import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** A process of this machine. */
export interface RunningProcess {
    readonly pid: number;
    readonly command: readonly string[];
    readonly variables: readonly string[];
    /** Its working directory. */
    readonly folder: string;
}

/** Not everything can be read of a process that has ended meanwhile, or of another user's. */
const ifReadable = <T>(look: () => T, otherwise: T): T => {
    try {
        return look();
    } catch {
        return otherwise;
    }
};

const listIn = (path: string): readonly string[] =>
    ifReadable(() => readFileSync(path, "latin1").split("\0").filter(Boolean), []);

const seeProcess = (pid: string): RunningProcess => ({
    pid: Number(pid),
    command: listIn(`/proc/${pid}/cmdline`),
    variables: listIn(`/proc/${pid}/environ`),
    folder: ifReadable(() => readlinkSync(`/proc/${pid}/cwd`), ""),
});

/** All current processes. */
export const runningProcesses = (): readonly RunningProcess[] =>
    readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .map(seeProcess);

/** The QEMU of a domain; undefined while it is off. */
export const qemuOf = (domain: string): RunningProcess | undefined =>
    runningProcesses().find(({ command }) => command.some((each) => each.startsWith(`guest=${domain},`)));
