import { join } from "node:path";
import { run } from "../test/foreign/support/tools.ts";
import type { Format } from "./writers.ts";

/** Bytes that one image needs besides its contents. */
export interface MemoryResult {
    readonly format: Format;
    readonly entries: number;
    /** Bytes of the contents. */
    readonly payload: number;
    /** Growth of the process while it built the image, including garbage. */
    readonly peak: number;
    /** Memory of the finished image. */
    readonly kept: number;
}

const TREES = ["a", "b", "c", "5000", "50000"];

const measure = (format: Format, tree: string): MemoryResult => {
    const flags = ["--expose-gc", "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"];
    const child = join(import.meta.dirname, "memory-child.ts");
    return { format, ...JSON.parse(run(process.execPath, [...flags, child, format, tree])) };
};

/** Measures every tree in every format, each in a separate process. */
export const measureMemory = (): readonly MemoryResult[] =>
    (["iso9660", "vfat"] as const).flatMap((format) => TREES.map((tree) => measure(format, tree)));
