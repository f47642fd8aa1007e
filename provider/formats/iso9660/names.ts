import { byUnits } from "../entries/names.ts";
import type { Node } from "./tree.ts";

/** A node and its identifier in one of the two hierarchies. */
export interface Named {
    readonly node: Node;
    readonly identifier: string;
}

/** How a hierarchy converts names. */
interface Rules {
    /** Most characters of an identifier without its version. */
    readonly limit: number;
    /** The name, of any length, with all that the hierarchy forbids replaced. */
    readonly legal: (name: string) => string;
    /** The end of an identifier without extension. */
    readonly bare: (node: Node) => string;
    /** Fixes an identifier that was cut or numbered. */
    readonly tidy: (identifier: string) => string;
    /** Two identifiers clash when these are equal. */
    readonly key: (identifier: string) => string;
}

interface Split {
    readonly stem: string;
    readonly tail: string;
}

/** More than half the limit doesn't count as an extension: nothing would be left of the stem. */
const split = (node: Node, rules: Rules): Split => {
    const legal = rules.legal(node.name);
    const dot = legal.lastIndexOf(".");
    const isExtension = node.kind === "file" && dot > 0 && legal.length - dot <= rules.limit / 2;
    return isExtension
        ? { stem: legal.slice(0, dot), tail: legal.slice(dot) }
        : { stem: legal, tail: rules.bare(node) };
};

const identifierOf = ({ stem, tail }: Split, digits: string, { limit, tidy }: Rules): string =>
    tidy(`${stem.slice(0, limit - tail.length - digits.length)}${digits}${tail}`);

/**
 * Gives every child a unique identifier that depends only on the set of names. A child keeps its name if possible; the
 * others are numbered in the order of their names.
 */
const assign = (children: readonly Node[], rules: Rules): readonly Named[] => {
    const taken = new Set<string>();
    const claim = (identifier: string): boolean => {
        const before = taken.size;
        return taken.add(rules.key(identifier)).size > before;
    };
    const wishes = children.map((node) => {
        const parts = split(node, rules);
        const identifier = identifierOf(parts, "", rules);
        const kept = (identifier === node.name || identifier === `${node.name}.`) && claim(identifier);
        return { node, parts, identifier, kept };
    });
    const counters = new Map<string, number>();
    const numbered = (parts: Split): string => {
        const family = identifierOf(parts, "000", rules);
        for (let number = counters.get(family) ?? 0; ; number += 1) {
            const identifier = identifierOf(parts, String(number).padStart(3, "0"), rules);
            if (claim(identifier)) {
                counters.set(family, number + 1);
                return identifier;
            }
        }
    };
    return wishes.map(({ node, parts, identifier, kept }) => ({
        node,
        identifier: kept || claim(identifier) ? identifier : numbered(parts),
    }));
};

/**
 * ECMA-119 7.5 and 7.6 as every writer of config drives relaxes them: 31 characters, lower case and any number of dots
 * kept, `_` for the rest, a dot at the end of a file without extension. Linux shows them in lower case, so two that
 * differ only in case clash. Linux also drops the last dot, so a file `...` would become `..`.
 */
const isoRules: Rules = {
    limit: 31,
    legal: (name) => name.replace(/[^A-Za-z0-9_.]|^\.+$/gu, (part) => "_".repeat(Array.from(part).length)),
    bare: (node) => (node.kind === "file" ? "." : ""),
    tidy: (identifier) => identifier,
    key: (identifier) => identifier.replace(/\.$/, "").toUpperCase(),
};

/**
 * Joliet: 64 units of UCS-2 without the characters it forbids. Linux drops dots at the end of a name and Windows spaces,
 * so both are replaced there. Both systems ignore case, so two names that differ only in case clash.
 */
const jolietRules: Rules = {
    limit: 64,
    legal: (name) => name.replace(/[*/:;?\\]|\p{Control}|[\u{10000}-\u{10ffff}]/gu, "_"),
    bare: () => "",
    tidy: (identifier) => identifier.replace(/[. ]+$/, (ending) => "_".repeat(ending.length)),
    key: (identifier) => identifier.toUpperCase(),
};

/** ECMA-119 9.3: by name, then by extension, the shorter one as if padded with spaces. */
const isoOrder = ({ node, identifier }: Named): string => {
    const dot = node.kind === "file" ? identifier.lastIndexOf(".") : identifier.length;
    return `${identifier.slice(0, dot)}\0${identifier.slice(dot + 1)}`;
};

/** Identifiers of one directory's children in the primary hierarchy, in the order of its records, without versions. */
export const isoNames = (children: readonly Node[]): readonly Named[] =>
    assign(children, isoRules)
        .map((named) => ({ named, order: isoOrder(named) }))
        .sort((left, right) => byUnits(left.order, right.order))
        .map(({ named }) => named);

/** Identifiers of one directory's children in the Joliet hierarchy, in the order of its records. */
export const jolietNames = (children: readonly Node[]): readonly Named[] =>
    assign(children, jolietRules).toSorted((left, right) => byUnits(left.identifier, right.identifier));

/** UCS-2, the most significant byte first (ISO/IEC 10646 level 3), as Joliet stores every text. */
export const ucs2 = (text: string): Uint8Array => {
    const encoded = new Uint8Array(text.length * 2);
    for (let index = 0; index < text.length; index += 1) {
        const unit = text.charCodeAt(index);
        encoded[2 * index] = unit >>> 8;
        encoded[2 * index + 1] = unit;
    }
    return encoded;
};
