import { type Content, isBytes } from "../../provider/formats/entries/content.ts";

/** A content of a test without files on disk. */
export const inMemory = (content: Content): Uint8Array => {
    if (isBytes(content)) return content;
    throw new Error(`${content.path} is a file on disk`);
};

/** All bytes of contents in memory. */
export const joined = (contents: readonly Content[]): Buffer => Buffer.concat(contents.map(inMemory));
