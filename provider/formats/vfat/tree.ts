import type { Content } from "../entries/content.ts";
import { type Draft, draftTree } from "../entries/draft.ts";
import type { Entry } from "../entries/entry.ts";
import { quoted } from "../entries/error.ts";
import { byUnits } from "../entries/names.ts";
import { fault } from "./error.ts";
import { foldName, nameProblem } from "./names.ts";

export interface File {
    readonly kind: "file";
    readonly name: string;
    readonly path: string;
    readonly content: Content;
}

export interface Directory {
    readonly kind: "directory";
    readonly name: string;
    readonly path: string;
    /** Sorted by the UTF-16 units of their names. */
    readonly children: readonly Node[];
}

export type Node = File | Directory;

const clash = (path: string): string => `it differs from ${quoted(path)} only in case, and FAT ignores case.`;

const grown = ({ name, path, children }: Draft): Directory => ({
    kind: "directory",
    name,
    path,
    children: [...children.values()]
        .sort((left, right) => byUnits(left.name, right.name))
        .map((child) =>
            child.content === undefined
                ? grown(child)
                : { kind: "file", name: child.name, path: child.path, content: child.content },
        ),
});

/** The tree of all entries: equal for equal entries in any order. Throws if an entry can't be represented. */
export const growTree = (entries: Iterable<Entry>): Directory =>
    grown(draftTree(entries, { fault, nameProblem, folding: { fold: foldName, clash } }));
