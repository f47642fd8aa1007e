import type { Node } from "./tree.ts";

/** A node and its names in the directory entries. */
export interface Named {
    readonly node: Node;
    /** 8 + 3 characters, padded with spaces, without the dot. */
    readonly alias: string;
    /** Whether the alias differs from the name, so that entries for the long name precede it. */
    readonly isLong: boolean;
}

/** A name that is its own alias except for case. */
const SHORT = /^([\w!#$%&'()@^`{}~-]{1,8})(?:\.([\w!#$%&'()@^`{}~-]{1,3}))?$/;

const padded = (base: string, extension: string): string => base.padEnd(8, " ") + extension.padEnd(3, " ");

interface Split {
    readonly base: string;
    readonly extension: string;
}

/** A name without everything that aliases can't contain. */
const split = (name: string): Split => {
    const visible = name.replaceAll(" ", "").replace(/^\.+/, "");
    const dot = visible.lastIndexOf(".");
    const legal = (part: string): string => part.replaceAll(".", "").replace(/[^\w!#$%&'()@^`{}~-]/gu, "_");
    const parts = dot > 0 ? [visible.slice(0, dot), visible.slice(dot + 1)] : [visible, ""];
    const [base, extension] = parts.map((part) => legal(part).toUpperCase());
    return { base: base ?? "", extension: (extension ?? "").slice(0, 3) };
};

/** Numbers similar names. It tries no number twice, so the cost per name doesn't grow with thousands of names. */
class Numbering {
    readonly #taken: Set<string>;
    readonly #next = new Map<string, number>();

    public constructor(taken: Set<string>) {
        this.#taken = taken;
    }

    public alias({ base, extension }: Split): string {
        for (let digits = 1; ; digits += 1) {
            const stem = `${base.slice(0, 7 - digits)}~`;
            const family = padded(stem, extension) + digits;
            const end = 10 ** digits;
            for (let number = this.#next.get(family) ?? end / 10; number < end; number += 1) {
                this.#next.set(family, number + 1);
                const alias = padded(`${stem}${number}`, extension);
                if (this.#taken.has(alias)) continue;
                this.#taken.add(alias);
                return alias;
            }
        }
    }
}

/**
 * Aliases of one directory's children; they depend only on the set of names. A name of 8 + 3 characters is its own alias,
 * in upper case. These are assigned first, so that no numbered alias is another child's name.
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
