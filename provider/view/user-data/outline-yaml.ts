import { ellipsis, type OutlineNode } from "./node.ts";

/** Texts that YAML reads as what they are, without quotes. */
const PLAIN = /^(?:…[\w …]*|\/?[A-Za-z][\w./@+-]*(?::[\w./@+-]+)*)$/;

/** Texts that YAML 1.1 reads as something else. */
const OTHER = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

const text = (value: string): string => (PLAIN.test(value) && !OTHER.test(value) ? value : JSON.stringify(value));

const scalar = (node: OutlineNode): string => {
    if (node.kind === "hidden") return ellipsis(node.note);
    if (node.kind === "value") return typeof node.value === "string" ? text(node.value) : String(node.value);
    return node.kind === "list" ? "[]" : "{}";
};

const isScalar = (node: OutlineNode): boolean => {
    if (node.kind === "list") return node.items.length === 0;
    return node.kind !== "map" || node.entries.length === 0;
};

const INDENT = "  ";

/** A longer list has a line for each item. */
const LONGEST_FLOW = 72;

/** A list of scalars on one line; undefined if it is too long or has other items. */
const flow = (node: OutlineNode): string | undefined => {
    if (node.kind !== "list" || !node.items.every(isScalar)) return undefined;
    const line = `[${node.items.map(scalar).join(", ")}]`;
    return line.length <= LONGEST_FLOW ? line : undefined;
};

/** A node on one line; undefined if it takes several. */
const inline = (node: OutlineNode): string | undefined => (isScalar(node) ? scalar(node) : flow(node));

/** The lines of a node that isn't a scalar. */
const linesOf = (node: OutlineNode, indent: string): readonly string[] => {
    const line = inline(node);
    if (line !== undefined) return [indent + line];
    if (node.kind === "list") {
        return node.items.flatMap((item) => {
            const [first = "", ...rest] = linesOf(item, indent + INDENT);
            return [`${indent}- ${first.slice(indent.length + INDENT.length)}`, ...rest];
        });
    }
    if (node.kind !== "map") return [];
    return node.entries.flatMap(([key, value]) => {
        const short = inline(value);
        if (short !== undefined) return [`${indent}${text(key)}: ${short}`];
        return [`${indent}${text(key)}:`, ...linesOf(value, indent + INDENT)];
    });
};

/** A node as lines of YAML. */
export const yamlLines = (node: OutlineNode): readonly string[] => linesOf(node, "");
