import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { benchCases, driveEntries, payloadOf, spreadEntries } from "./cases.ts";
import { buildImage, type Format } from "./writers.ts";

/*
 * Measures the memory of one image in a separate process. Arguments: --expose-gc, then the format and a case's letter or
 * a number of entries. Prints one line of JSON.
 */

const collect = globalThis.gc;
if (collect === undefined) throw new Error("run this with --expose-gc");

/** Most bytes of the process since the last reset; proc(5). */
const highWater = (): number =>
    Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) * 1024;

/** The heap, and array buffers outside it, which are freed a while after their owners. */
const inUse = async (): Promise<number> => {
    for (let pass = 0; pass < 3; pass += 1) {
        collect();
        await sleep(20);
    }
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
};

const format: Format = process.argv[2] === "vfat" ? "vfat" : "iso9660";
const which = process.argv[3] ?? "";
const entries = benchCases.find(({ letter }) => letter === which)?.makeEntries() ?? spreadEntries(Number(which));

// Compiled code shouldn't count.
for (let seed = 0; seed < 50; seed += 1) buildImage(driveEntries(seed), format);
const before = await inUse();
writeFileSync("/proc/self/clear_refs", "5");
const highBefore = highWater();
const image = buildImage(entries, format);
const peak = highWater() - highBefore;
const kept = (await inUse()) - before;
const result = { entries: entries.length, payload: payloadOf(entries), chunks: image.length, peak, kept };
process.stdout.write(`${JSON.stringify(result)}\n`);
