import { Iso9660Error, readIso9660 } from "../../provider/formats/iso9660/index.ts";
import { readVfat, VfatError } from "../../provider/formats/vfat/index.ts";

/** A reader and the promises that it has to keep whatever it is given. */
export interface Target {
    readonly format: "iso9660" | "vfat";
    /** Reads an image and checks the outcome. Throws what is wrong with the reader; gives what it said. */
    readonly probe: (image: Uint8Array) => string;
}

const MIB = 1024 * 1024;
/** How long a reader may take for each MiB of an image, and at least. */
const TIME_PER_MIB_MS = 1000;
/** What a reader may hold beyond the image. */
const MAX_MEMORY = 64 * MIB;
/** Asking for the process's memory costs as much as a small image. */
const RUNS_PER_MEASUREMENT = 16;
/** How often the readers let files share content, beyond what is always fine. */
const MAX_SHARING = 16;
const ALWAYS_FINE = 1024 * MIB;

interface Outcome {
    readonly files: readonly { readonly path: string; readonly content: Uint8Array }[];
    readonly directories: readonly string[];
    readonly others?: readonly string[];
}

const isName = (name: string): boolean => name !== "" && name !== "." && name !== ".." && !name.includes("\0");

const checkOutcome = (image: Uint8Array, { files, directories, others = [] }: Outcome): string => {
    const paths = [...files.map(({ path }) => path), ...directories, ...others];
    if (new Set(paths).size !== paths.length) throw new Error("a path exists twice");
    const bad = paths.find((path) => !path.split("/").every(isName));
    if (bad !== undefined) throw new Error(`a path that leads elsewhere: ${JSON.stringify(bad)}`);
    const total = files.reduce((sum, { content }) => sum + content.length, 0);
    if (total > Math.max(MAX_SHARING * image.length, ALWAYS_FINE))
        throw new Error(`${total} bytes out of ${image.length}`);
    return `${files.length} files`;
};

const checkError = (error: unknown, isOwn: (error: unknown) => boolean): string => {
    if (!(error instanceof Error) || !isOwn(error)) throw error;
    if (!/^read .*\.$/.test(error.message) || /[\p{Cc}\u2028\u2029]/u.test(error.message)) {
        throw new Error(`a message that isn't a line: ${JSON.stringify(error.message)}`);
    }
    return error.message;
};

const probeWith = (
    read: (image: Uint8Array) => Outcome,
    isOwn: (error: unknown) => boolean,
): ((image: Uint8Array) => string) => {
    let runs = 0;
    let memory = Number.POSITIVE_INFINITY;
    return (image) => {
        const start = performance.now();
        const said = (() => {
            try {
                return checkOutcome(image, read(image));
            } catch (error) {
                return checkError(error, isOwn);
            }
        })();
        const took = performance.now() - start;
        if (took > Math.max(1, image.length / MIB) * TIME_PER_MIB_MS) throw new Error(`it took ${took} ms`);
        runs += 1;
        if (runs % RUNS_PER_MEASUREMENT === 0) {
            const now = process.memoryUsage.rss();
            const grown = now - memory;
            memory = now;
            if (grown > MAX_MEMORY) throw new Error(`the process grew by ${grown} bytes`);
        }
        return said;
    };
};

/** The readers by the formats that they read. */
export const targets: Readonly<Record<Target["format"], Target>> = {
    iso9660: { format: "iso9660", probe: probeWith(readIso9660, (error) => error instanceof Iso9660Error) },
    vfat: { format: "vfat", probe: probeWith(readVfat, (error) => error instanceof VfatError) },
};
