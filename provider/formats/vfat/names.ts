import type { Node } from "./tree.ts";

/** A node and the names that its directory entries give it. */
export interface Named {
    readonly node: Node;
    /** 8 + 3 characters, filled up with spaces, without the dot. */
    readonly alias: string;
    /** Whether the alias isn't the name, so that entries for the long name go before. */
    readonly isLong: boolean;
}

const MAX_NAME_UNITS = 255;
/** The second part: everything before the space, that is control characters. */
const FORBIDDEN = /["*/:<>?\\|]|[^ -\u{10ffff}]/u;
const PLAIN = /^[ -~]*$/;

/** Why no directory can hold that name; undefined when one can. */
export const nameProblem = (name: string): string | undefined => {
    if (name === "") return "an empty name. Write names with one / between them and none at either end.";
    if (name === "." || name === "..") return `the name ${name} means a directory itself or its parent.`;
    if (FORBIDDEN.test(name)) {
        return String.raw`a name with a control character or one of " * : < > ? \ |, which FAT forbids.`;
    }
    if (/\p{Surrogate}/u.test(name)) return "a name with half a surrogate pair, which is no Unicode text.";
    if (name.includes("\uffff")) return "a name with U+FFFF, which marks the end of names.";
    if (/[. ]$/.test(name)) return "a name that ends with a dot or a space, which Linux and Windows can't open.";
    if (name.length > MAX_NAME_UNITS) {
        return `a name of ${name.length} UTF-16 units, and ${MAX_NAME_UNITS} is the most.`;
    }
    return undefined;
};

/** Upper case as FAT's readers map it: one character by one, `ß` staying what it is. */
const upper = (character: string): string => {
    const mapped = character.toUpperCase();
    return mapped.length === character.length ? mapped : character;
};

/** Two names of one directory clash when these are equal. */
export const foldName = (name: string): string =>
    PLAIN.test(name) ? name.toUpperCase() : Array.from(name, upper).join("");

/** A name that is its own alias but for its case. */
const SHORT = /^([\w!#$%&'()@^`{}~-]{1,8})(?:\.([\w!#$%&'()@^`{}~-]{1,3}))?$/;

const padded = (base: string, extension: string): string => base.padEnd(8, " ") + extension.padEnd(3, " ");

interface Split {
    readonly base: string;
    readonly extension: string;
}

/** What is left of a name once everything has gone that aliases can't hold. */
const split = (name: string): Split => {
    const visible = name.replaceAll(" ", "").replace(/^\.+/, "");
    const dot = visible.lastIndexOf(".");
    const legal = (part: string): string => part.replaceAll(".", "").replace(/[^\w!#$%&'()@^`{}~-]/gu, "_");
    const parts = dot > 0 ? [visible.slice(0, dot), visible.slice(dot + 1)] : [visible, ""];
    const [base, extension] = parts.map((part) => legal(part).toUpperCase());
    return { base: base ?? "", extension: (extension ?? "").slice(0, 3) };
};

/** Numbers what is alike; no number is tried twice, so that thousands of names cost no more than each of them. */
class Numbering {
    private readonly taken: Set<string>;
    private readonly next = new Map<string, number>();

    public constructor(taken: Set<string>) {
        this.taken = taken;
    }

    public alias({ base, extension }: Split): string {
        for (let digits = 1; ; digits += 1) {
            const stem = `${base.slice(0, 7 - digits)}~`;
            const family = padded(stem, extension) + digits;
            const end = 10 ** digits;
            for (let number = this.next.get(family) ?? end / 10; number < end; number += 1) {
                this.next.set(family, number + 1);
                const alias = padded(`${stem}${number}`, extension);
                if (this.taken.has(alias)) continue;
                this.taken.add(alias);
                return alias;
            }
        }
    }
}

/**
 * Aliases of one directory's children, depending on nothing but the set of their names. A name of 8 + 3 characters keeps
 * them, in upper case; those get theirs first, so that no numbered alias is another child's name.
 */
export const nameChildren = (children: readonly Node[]): readonly Named[] => {
    const taken = new Set<string>();
    const wishes = children.map((node) => {
        const [, base, extension] = SHORT.exec(node.name) ?? [];
        const alias = base === undefined ? undefined : padded(base, extension ?? "").toUpperCase();
        if (alias !== undefined) taken.add(alias);
        return { node, alias, isLong: alias === undefined || node.name !== node.name.toUpperCase() };
    });
    const numbering = new Numbering(taken);
    return wishes.map(({ node, alias, isLong }) => ({
        node,
        alias: alias ?? numbering.alias(split(node.name)),
        isLong,
    }));
};
