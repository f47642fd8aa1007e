import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Entry } from "../../../provider/formats/entries/entry.ts";
import { inMemory } from "../../support/in-memory.ts";

/** A new folder of its own. */
export const makeFolder = (): string => mkdtempSync(join(tmpdir(), "config-drive-test-"));

/** Puts entries into a folder. */
export const writeEntries = (folder: string, entries: Iterable<Entry>): void => {
    for (const { path, content } of entries) {
        mkdirSync(join(folder, content === undefined ? path : dirname(path)), { recursive: true });
        if (content !== undefined) writeFileSync(join(folder, path), inMemory(content));
    }
};

/** Every path below a folder, with the bytes of the files; directories have none. */
export const readFolder = (folder: string): Map<string, Uint8Array | undefined> => {
    const found = new Map<string, Uint8Array | undefined>();
    const visit = (path: string): void => {
        for (const entry of readdirSync(join(folder, path), { withFileTypes: true })) {
            const below = path === "" ? entry.name : `${path}/${entry.name}`;
            found.set(below, entry.isDirectory() ? undefined : readFileSync(join(folder, below)));
            if (entry.isDirectory()) visit(below);
        }
    };
    visit("");
    return found;
};

/** Removes a folder with what is in it, read-only directories too. */
export const removeFolder = (folder: string): void => {
    const unlock = (path: string): void => {
        chmodSync(path, 0o700);
        for (const entry of readdirSync(path, { withFileTypes: true })) {
            if (entry.isDirectory()) unlock(join(path, entry.name));
        }
    };
    unlock(folder);
    rmSync(folder, { recursive: true });
};
