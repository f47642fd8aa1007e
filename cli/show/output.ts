import { open } from "node:fs/promises";
import { basename, extname } from "node:path";
import { Failure, isSystemError } from "../../provider/files/failure.ts";
import { READ_AT_ONCE } from "../../provider/files/flags.ts";
import { PAGE_MARK } from "../../provider/page/page.ts";
import { STANDARD } from "../io/source.ts";

/** Bytes of a page in which its mark is. */
const HEAD = 4096;

/** How a file begins; undefined if it doesn't exist or can't be read, about which the write has more to say. */
const beginningOf = async (path: string): Promise<string | undefined> => {
    try {
        await using file = await open(path, READ_AT_ONCE);
        const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
        return buffer.toString("latin1", 0, bytesRead);
    } catch (error) {
        if (isSystemError(error)) return undefined;
        throw error;
    }
};

const stemOf = (path: string): string => (path === STANDARD ? "drive" : basename(path, extname(path)));

/** The page's file if the user names none, in the working directory. */
export const defaultOutput = (drives: readonly string[]): string => `${drives.map(stemOf).join("-")}.html`;

/** Fails if a file exists that isn't a page of `show`: someone's own `web.html` is worth more than a page of `web.iso`. */
export const requirePage = async (path: string): Promise<void> => {
    const beginning = await beginningOf(path);
    if (beginning !== undefined && !beginning.includes(PAGE_MARK)) {
        throw new Failure(`write ${path}: it exists and isn't a page of show. Name a file with --output.`);
    }
};
