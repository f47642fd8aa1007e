import { rmSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { writeEntries } from "../test/foreign/support/folder.ts";
import { caseBars, largeBars, scaleBars } from "./bars.ts";
import { type BenchCase, benchCases, payloadOf } from "./cases.ts";
import { type LargeResult, measureLarge, missingForLarge } from "./large.ts";
import { type MemoryResult, measureMemory } from "./memory.ts";
import { race, type Timing } from "./race.ts";
import { buildDrives, type LinearityResult, measureLinearity } from "./scale.ts";
import { type Bar, bytes, figures, showBars, table } from "./table.ts";
import { type FoundTools, findTools, makeScratch, TOOLS, toolContenders } from "./tools.ts";
import { ownContenders } from "./writers.ts";

const ROUNDS = 7;

const print = (text: string): void => void process.stdout.write(text);

interface CaseResult {
    readonly letter: string;
    readonly title: string;
    readonly payload: number;
    readonly timings: readonly Timing[];
    readonly bars: readonly Bar[];
}

/** Times one tree with all contenders. */
const runCase = (given: BenchCase, tools: FoundTools): CaseResult => {
    const { letter, title, makeEntries } = given;
    const entries = makeEntries();
    const folder = makeScratch();
    try {
        const source = join(folder, "source");
        writeEntries(source, entries);
        const contenders = [...ownContenders(entries), ...toolContenders(tools, source, folder)];
        const timings = race(contenders, ROUNDS);
        return { letter, title, payload: payloadOf(entries), timings, bars: caseBars(given, timings) };
    } finally {
        rmSync(folder, { recursive: true });
    }
};

const printCase = ({ letter, title, timings }: CaseResult): void => {
    const medianOf = (name: string): number => timings.find((each) => each.name === name)?.medianMs ?? Number.NaN;
    const times = (value: number): string => (Number.isNaN(value) ? "–" : `${figures(value)} ×`);
    const rows = timings.map(({ name, medianMs, bestMs, runs }) => [
        name,
        figures(medianMs),
        figures(bestMs),
        String(runs),
        times(medianMs / medianOf(TOOLS.genisoimage)),
        times(medianMs / medianOf(TOOLS.vfat)),
    ]);
    print(`\n(${letter}) ${title}\n`);
    print(table([["", "median ms", "best ms", "runs", "to genisoimage", "to mkfs.vfat, mcopy"], ...rows]));
};

const printLinearity = (results: readonly LinearityResult[]): void => {
    const rows = results.map(({ name, points, ratio }) => [
        name,
        ...points.map((point) => figures(point.microsecondsPerEntry)),
        `${figures(ratio)} ×`,
    ]);
    print("\nTime per entry, in µs\n");
    print(table([["", "of 5,000", "of 50,000", "ratio"], ...rows]));
};

const printMemory = (results: readonly MemoryResult[]): void => {
    const rows = results.map(({ format, entries, payload, peak, kept }) => [
        format,
        String(entries),
        bytes(payload),
        bytes(peak),
        bytes(kept),
        `${figures(kept / entries)} B`,
    ]);
    print("\nMemory beyond the contents\n");
    print(table([["", "entries", "contents", "process grew by", "image keeps", "per entry"], ...rows]));
};

const printLarge = ({ up, emptyUp, virsh }: LargeResult): void => {
    const row = (name: string, seconds: readonly number[]) => [name, ...seconds.map(figures)];
    print("\nA file of 1 GiB, in s\n");
    print(
        table([
            row("pulumi up", up),
            row("pulumi up without the file", emptyUp),
            row("sha256sum, virsh vol-upload", virsh),
        ]),
    );
};

/** Nothing if a program for it is missing. */
const runLarge = async (): Promise<LargeResult | undefined> => {
    if (missingForLarge().length > 0) return undefined;
    const large = await measureLarge();
    printLarge(large);
    return large;
};

/** Measures everything and prints tables; with `--json FILE` it also writes the numbers to that file. */
export const runSuite = async (args: readonly string[]): Promise<void> => {
    const { json } = parseArgs({ args: [...args], options: { json: { type: "string" } } }).values;
    const machine = { node: process.versions.node, cpu: cpus()[0]?.model ?? "", cores: cpus().length };
    print(`Node ${machine.node}, ${machine.cores} × ${machine.cpu}. Ours: warm, in this process, with SHA-256.\n`);
    print("The others: whole processes, without SHA-256, with their files in memory if it has room.\n");
    const tools = findTools();
    const cases = benchCases.map((each) => {
        const result = runCase(each, tools);
        printCase(result);
        return result;
    });
    const drives = [buildDrives("iso9660"), buildDrives("vfat")];
    print("\n1,000 different drives of 10 files, with SHA-256\n");
    print(table(drives.map(({ format, cpuSeconds }) => [format, `${figures(cpuSeconds)} s of CPU`])));
    const linearity = measureLinearity();
    printLinearity(linearity);
    const memory = measureMemory();
    printMemory(memory);
    const large = await runLarge();
    const bars = [
        ...cases.flatMap((each) => each.bars),
        ...scaleBars(drives, linearity, memory),
        ...(large === undefined ? [] : largeBars(large)),
    ];
    print(showBars(bars));
    const absent = Object.entries(tools).flatMap(([name, path]) => (path === undefined ? [name] : []));
    const missing = [...absent, ...missingForLarge()];
    if (missing.length > 0) print(`\nSkipped because missing: ${missing.join(", ")}.\n`);
    if (json === undefined) return;
    writeFileSync(
        json,
        `${JSON.stringify({ machine, missing, cases, drives, linearity, memory, large, bars }, null, 4)}\n`,
    );
};
