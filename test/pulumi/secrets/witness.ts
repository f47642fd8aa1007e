import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Trace } from "./trace.ts";

const INTERVAL_MS = 40;

/** Processes and temporary files come and go while they are looked at. */
const ifThere = <T>(look: () => T): T | undefined => {
    try {
        return look();
    } catch {
        return undefined;
    }
};

const processes = (): readonly string[] => readdirSync("/proc").filter((name) => /^\d+$/.test(name));

/** Sees what a user of the machine can see of commands while they run: processes and temporary files. */
export class Witness {
    readonly #folder: string;
    readonly #before: ReadonlySet<string> = new Set(processes());
    readonly #known = new Set<string>();
    readonly #traces: Trace[] = [];
    readonly #timer: NodeJS.Timeout;

    /** @param folder Where temporary files go. */
    public constructor(folder: string) {
        this.#folder = folder;
        this.#timer = setInterval(() => this.#look(), INTERVAL_MS);
    }

    /** Looks a last time and tells all that was seen. */
    public stop(): readonly Trace[] {
        clearInterval(this.#timer);
        this.#look();
        return this.#traces;
    }

    #look(): void {
        for (const pid of processes().filter((name) => !this.#before.has(name))) {
            const command = ifThere(() => readFileSync(`/proc/${pid}/cmdline`, "utf8"));
            if (command !== undefined) this.#keep("arguments of a process", command.replaceAll("\0", " "));
            const variables = ifThere(() => readFileSync(`/proc/${pid}/environ`, "utf8")) ?? "";
            for (const variable of variables.split("\0")) this.#keep("environment of a process", variable);
        }
        const entries = ifThere(() => readdirSync(this.#folder, { recursive: true, withFileTypes: true })) ?? [];
        for (const entry of entries.filter((each) => each.isFile())) this.#lookInto(join(entry.parentPath, entry.name));
    }

    #lookInto(path: string): void {
        const version = ifThere(() => `${path} ${statSync(path).mtimeMs} ${statSync(path).size}`);
        if (version === undefined || this.#known.has(version)) return;
        this.#known.add(version);
        const text = ifThere(() => readFileSync(path, "latin1"));
        if (text !== undefined) this.#keep(`temporary file ${path}`, text);
    }

    #keep(where: string, text: string): void {
        const known = `${where} ${text}`;
        if (this.#known.has(known)) return;
        this.#known.add(known);
        this.#traces.push({ where, text });
    }
}
