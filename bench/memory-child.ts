import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { benchCases, driveEntries, payloadOf, spreadEntries } from "./cases.ts";
import { buildImage, type Format } from "./writers.ts";

/*
 * The memory of one image, as a process of its own: --expose-gc, then the format and a case's letter or a number of
 * entries. Prints one line of JSON.
 */

const collect = globalThis.gc;
if (collect === undefined) throw new Error("run this with --expose-gc");

/** Bytes that the process has had at most since the mark was reset; proc(5). */
const highWater = (): number =>
    Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) * 1024;

/** Heap, and array buffers outside of it, which go a while after what held them. */
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

// Compiled code isn't what is looked for.
for (let seed = 0; seed < 50; seed += 1) buildImage(driveEntries(seed), format);
const before = await inUse();
writeFileSync("/proc/self/clear_refs", "5");
const highBefore = highWater();
const image = buildImage(entries, format);
const peak = highWater() - highBefore;
const kept = (await inUse()) - before;
const result = { entries: entries.length, payload: payloadOf(entries), chunks: image.length, peak, kept };
process.stdout.write(`${JSON.stringify(result)}\n`);
