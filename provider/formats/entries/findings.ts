import { type FoundFile, MAX_ENTRIES, MAX_PATH, MAX_PATH_CHARACTERS } from "./entry.ts";
import type { Faults } from "./error.ts";
import { byUnits } from "./names.ts";

/** What a reader has found in an image, within the limits of all images. */
export class Findings {
    public readonly files: FoundFile[] = [];
    /** All but the root. */
    public readonly directories: string[] = [];
    /** Symbolic links, devices, pipes. */
    public readonly others: string[] = [];
    readonly #fault: Faults;
    #entries = 0;
    #pathCharacters = 0;

    public constructor(fault: Faults) {
        this.#fault = fault;
    }

    /**
     * Counts one more entry and returns its path; `isName` says whether its format allows the name. The expression is
     * for the path, not for the name alone: to run it V8 makes one string of the path's parts, which it can then free.
     * Kept, they would double the memory of tens of thousands of paths.
     */
    public admit(parent: string, name: string, isName: boolean): string {
        const path = parent === "" ? name : `${parent}/${name}`;
        if (!isName || /\0/.test(path)) throw this.#fault.readAt(path, "no file can have this name.");
        if (path.length > MAX_PATH) throw this.#fault.readAt(path, `the path is longer than ${MAX_PATH} characters.`);
        this.#entries += 1;
        this.#pathCharacters += path.length;
        if (this.#entries > MAX_ENTRIES || this.#pathCharacters > MAX_PATH_CHARACTERS) {
            throw this.#fault.read(
                `it has more than ${MAX_ENTRIES} entries, or its paths have more than ${MAX_PATH_CHARACTERS} characters together.`,
            );
        }
        return path;
    }

    /** Sorts everything by path. Throws if two entries have the same one. */
    public sort(): void {
        this.files.sort((left, right) => byUnits(left.path, right.path));
        this.directories.sort(byUnits);
        this.others.sort(byUnits);
        // Few images have many files and many other entries: the set stays small.
        const others = new Set<string>();
        const isTwice = (path: string): boolean => {
            const before = others.size;
            return others.add(path).size === before;
        };
        const twice =
            [...this.directories, ...this.others].find(isTwice) ??
            this.files.find(({ path }, index) => path === this.files[index + 1]?.path || others.has(path))?.path;
        if (twice !== undefined) throw this.#fault.readAt(twice, "the path exists twice.");
    }
}
