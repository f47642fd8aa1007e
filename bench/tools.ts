import { closeSync, ftruncateSync, mkdtempSync, openSync, readdirSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findTool, run } from "../test/foreign/support/tools.ts";
import { LABEL } from "./cases.ts";
import type { Contender } from "./race.ts";

/** The other programs' names in the table. */
export const TOOLS = {
    genisoimage: "genisoimage",
    xorriso: "xorriso",
    pycdlib: "pycdlib",
    vfat: "mkfs.vfat, mcopy",
} as const;

type Tool = (typeof TOOLS)[keyof typeof TOOLS];

/** Paths of the programs; undefined if missing. */
export interface FoundTools {
    readonly genisoimage: string | undefined;
    readonly xorriso: string | undefined;
    /** A Python with pycdlib. */
    readonly python: string | undefined;
    readonly mkfs: string | undefined;
    readonly mcopy: string | undefined;
}

const NOVA_SIZE = 64 * 1024 * 1024;
const ROOM = 1024 * 1024 * 1024;

/** Finds all programs; reports missing ones on standard error. */
export const findTools = (): FoundTools => {
    const python = process.env["CONFIG_DRIVE_PYTHON"] || undefined;
    if (python === undefined) {
        process.stderr.write("skipped: pycdlib isn't available. Set CONFIG_DRIVE_PYTHON to a Python that has it.\n");
    }
    return {
        genisoimage: findTool("genisoimage", "genisoimage"),
        xorriso: findTool("xorriso", "xorriso"),
        python,
        mkfs: findTool("mkfs.vfat", "dosfstools"),
        mcopy: findTool("mcopy", "mtools"),
    };
};

/** A new folder, in memory if it has room, so that disk time doesn't count against the programs. */
export const makeScratch = (): string => {
    const hasRoom = (path: string): boolean => {
        const { bavail, bsize } = statfsSync(path);
        return bavail * bsize >= ROOM;
    };
    const parent = readdirSync("/dev").includes("shm") && hasRoom("/dev/shm") ? "/dev/shm" : tmpdir();
    return mkdtempSync(join(parent, "config-drive-bench-"));
};

const NOVA_FLAGS = ["-ldots", "-allow-lowercase", "-allow-multidot", "-l", "-quiet", "-J", "-r", "-V", LABEL];

/** The programs as whole processes. They read the tree from `source` and write an image to `folder`. */
export const toolContenders = (tools: FoundTools, source: string, folder: string): readonly Contender[] => {
    const contender = (name: Tool, commands: readonly (readonly [string | undefined, readonly string[]])[]) => {
        const steps = commands.flatMap(([tool, args]) => (tool === undefined ? [] : [{ tool, args }]));
        const work = (): void => {
            for (const { tool, args } of steps) run(tool, args);
        };
        const prepare = (): void => rmSync(target, { force: true });
        return steps.length === commands.length ? [{ name, prepare, work }] : [];
    };
    const target = join(folder, "image");
    const makeEmpty = (): void => {
        rmSync(target, { force: true });
        const file = openSync(target, "w");
        ftruncateSync(file, NOVA_SIZE);
        closeSync(file);
    };
    const script = join(import.meta.dirname, "write_with_pycdlib.py");
    const top = readdirSync(source).map((name) => join(source, name));
    return [
        ...contender(TOOLS.genisoimage, [[tools.genisoimage, [...NOVA_FLAGS, "-o", target, source]]]),
        ...contender(TOOLS.xorriso, [
            [tools.xorriso, ["-as", "mkisofs", "-quiet", "-J", "-r", "-V", LABEL, "-o", target, source]],
        ]),
        ...contender(TOOLS.pycdlib, [[tools.python, [script, LABEL, source, target]]]),
        ...contender(TOOLS.vfat, [
            [tools.mkfs, ["-n", LABEL, target]],
            [tools.mcopy, ["-s", "-n", "-i", target, ...top, "::"]],
        ]).map((vfat) => ({ ...vfat, prepare: makeEmpty })),
    ];
};
