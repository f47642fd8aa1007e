import type { Content } from "./content.ts";
import { type Entry, MAX_ENTRIES, MAX_PATH, MAX_PATH_CHARACTERS } from "./entry.ts";
import type { Faults } from "./error.ts";

/** A file, or a directory, in a tree that no format has laid out yet. */
export interface Draft {
    readonly name: string;
    readonly path: string;
    /** In no particular order; none in a file. */
    readonly children: ReadonlyMap<string, Draft>;
    /** Undefined for a directory. */
    readonly content: Content | undefined;
}

/** What a format can store. */
export interface DraftRules {
    readonly fault: Faults;
    /** Why no directory can hold that name; undefined if one can. */
    readonly nameProblem: (name: string) => string | undefined;
    /** Why no file can have that many bytes; undefined if one can. */
    readonly sizeProblem?: (size: number) => string | undefined;
    /** Most directories, the root among them. */
    readonly maxDirectories?: number;
    /** For a format that ignores case. */
    readonly folding?: {
        /** Two names of one directory clash when these are equal. */
        readonly fold: (name: string) => string;
        /** Why a name can't be next to that path. */
        readonly clash: (path: string) => string;
    };
}

interface OpenDraft extends Draft {
    readonly children: Map<string, OpenDraft>;
    /** Whether an entry names it, not only paths below it. */
    isDeclared: boolean;
}

const makeDraft = (name: string, path: string, content: Content | undefined): OpenDraft => ({
    name,
    path,
    children: new Map(),
    content,
    isDeclared: false,
});

const TWICE = "the path exists twice.";
const BOTH = "it is both a file and a directory.";

/** Nests entries. The path in an error is always the entry's, not that of a directory above it. */
class DraftTree {
    public readonly root: OpenDraft = makeDraft("", "", undefined);
    readonly #rules: DraftRules;
    /** By path: most entries share their directory with others. */
    readonly #directories = new Map<string, OpenDraft>([["", this.root]]);
    #entries = 0;
    #pathCharacters = 0;

    public constructor(rules: DraftRules) {
        this.#rules = rules;
    }

    public add({ path, content }: Entry): void {
        const { fault, sizeProblem } = this.#rules;
        if (Buffer.byteLength(path) > MAX_PATH) throw fault.writeAt(path, `the path is longer than ${MAX_PATH} bytes.`);
        if (content === undefined) {
            const directory = this.#directoryAt(path, path);
            if (directory.isDeclared) throw fault.writeAt(path, TWICE);
            directory.isDeclared = true;
            return;
        }
        const problem = sizeProblem?.(content.length);
        if (problem !== undefined) throw fault.writeAt(path, problem);
        const { existing, create } = this.#placeOf(path, path);
        if (existing !== undefined) throw fault.writeAt(path, existing.content === undefined ? BOTH : TWICE);
        create(content);
    }

    #directoryAt(path: string, entry: string): OpenDraft {
        const known = this.#directories.get(path);
        if (known !== undefined && path !== "") return known;
        const { fault, maxDirectories = Number.POSITIVE_INFINITY } = this.#rules;
        const { existing, create } = this.#placeOf(path, entry);
        if (existing !== undefined) {
            const isItself = path === entry;
            throw fault.writeAt(
                entry,
                isItself ? BOTH : "another entry declares one of its parent directories as a file.",
            );
        }
        const directory = create(undefined);
        this.#directories.set(path, directory);
        if (this.#directories.size > maxDirectories) {
            throw fault.writeAt(entry, `the tree has more than ${maxDirectories} directories.`);
        }
        return directory;
    }

    /** What a path already leads to, and how to create it. */
    #placeOf(
        path: string,
        entry: string,
    ): { readonly existing: OpenDraft | undefined; readonly create: (content: Content | undefined) => OpenDraft } {
        const { fault, nameProblem, folding } = this.#rules;
        const slash = path.lastIndexOf("/");
        const parent = slash === -1 ? this.root : this.#directoryAt(path.slice(0, slash), entry);
        const name = path.slice(slash + 1);
        const problem = nameProblem(name);
        if (problem !== undefined) throw fault.writeAt(entry, problem);
        const key = folding?.fold(name) ?? name;
        const existing = parent.children.get(key);
        if (folding !== undefined && existing !== undefined && existing.name !== name) {
            throw fault.writeAt(entry, folding.clash(existing.path));
        }
        const create = (content: Content | undefined): OpenDraft => {
            this.#count(path, entry);
            const child = makeDraft(name, path, content);
            parent.children.set(key, child);
            return child;
        };
        return { existing, create };
    }

    #count(path: string, entry: string): void {
        const { fault } = this.#rules;
        this.#entries += 1;
        this.#pathCharacters += path.length;
        if (this.#entries > MAX_ENTRIES) {
            throw fault.writeAt(entry, `the tree has more than ${MAX_ENTRIES} files and directories.`);
        }
        if (this.#pathCharacters > MAX_PATH_CHARACTERS) {
            throw fault.writeAt(entry, `all paths together have more than ${MAX_PATH_CHARACTERS} characters.`);
        }
    }
}

/** The root of the tree of all entries. Throws, with the entry's path, if the format can't store one. */
export const draftTree = (entries: Iterable<Entry>, rules: DraftRules): Draft => {
    const tree = new DraftTree(rules);
    for (const entry of entries) tree.add(entry);
    return tree.root;
};
