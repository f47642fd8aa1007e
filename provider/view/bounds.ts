import { truncated } from "../text/truncated.ts";

type Limited = "facts" | "keys" | "files" | "findings" | "tree" | "sameAs" | "paths" | "text" | "name";

/** Limits of a view. Its texts come from an image that anyone can have made; real drives stay far below. */
export const MOST: Readonly<Record<Limited, number>> = {
    facts: 200,
    keys: 200,
    files: 300,
    findings: 200,
    tree: 500,
    sameAs: 16,
    /** Characters of all paths in the tree, and again of those in `sameAs`. */
    paths: 64 * 1024,
    /** Characters of one text. */
    text: 2000,
    /** Characters of a name or a comment. */
    name: 256,
};

/** A text, truncated if it is too long. */
export const cut = (text: string, most: number = MOST.text): string => truncated(text, most);

/** The first items of a list, and how many more there are. */
export const first = <T>(
    items: readonly T[],
    most: number,
): { readonly kept: readonly T[]; readonly omitted: number } => ({
    kept: items.slice(0, most),
    omitted: Math.max(0, items.length - most),
});
