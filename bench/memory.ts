import { join } from "node:path";
import { run } from "../test/foreign/support/tools.ts";
import type { Format } from "./writers.ts";

/** Bytes that one image takes besides the contents it is made of. */
export interface MemoryResult {
    readonly format: Format;
    readonly entries: number;
    /** Bytes of the contents. */
    readonly payload: number;
    /** What the process grew by while the image was made, garbage included. */
    readonly peak: number;
    /** What the finished image keeps. */
    readonly kept: number;
}

const TREES = ["a", "b", "c", "5000", "50000"];

const measure = (format: Format, tree: string): MemoryResult => {
    const flags = ["--expose-gc", "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"];
    const child = join(import.meta.dirname, "memory-child.ts");
    return { format, ...JSON.parse(run(process.execPath, [...flags, child, format, tree])) };
};

/** Measures every tree in every format, each in a process of its own. */
export const measureMemory = (): readonly MemoryResult[] =>
    (["iso9660", "vfat"] as const).flatMap((format) => TREES.map((tree) => measure(format, tree)));
