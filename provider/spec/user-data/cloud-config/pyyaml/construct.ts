import type { Mark } from "yaml-js";
import { readBinary } from "./base64.ts";
import { Merger } from "./merge.ts";
import { type MappingNode, type ScalarNode, type Use, YamlMistake, type YamlNode } from "./node.ts";
import { readFloat, readInt } from "./numbers.ts";
import { pythonKey, pythonType, pythonValue } from "./python-value.ts";
import { MERGE, STR, tagOf, VALUE } from "./tags.ts";
import { readTimestamp } from "./timestamp.ts";

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
    ["yes", true],
    ["no", false],
    ["true", true],
    ["false", false],
    ["on", true],
    ["off", false],
]);

type Read = (text: string) => unknown;

/** How the scalars of each tag are read, and the reason if they can't be: SafeConstructor in yaml/constructor.py. */
const SCALARS: ReadonlyMap<string, readonly [read: Read, reason: string]> = new Map([
    [STR, [(text) => text, ""]],
    [tagOf("null"), [() => null, ""]],
    [tagOf("bool"), [(text) => BOOLEANS.get(text.toLowerCase()), "has a !!bool that is neither yes nor no"]],
    [tagOf("int"), [readInt, "has a number that Python can't read; put it in quotes"]],
    [tagOf("float"), [readFloat, "has a number that Python can't read; put it in quotes"]],
    [tagOf("timestamp"), [readTimestamp, "has a date or time that doesn't exist; put it in quotes"]],
    [tagOf("binary"), [readBinary, "has a !!binary that isn't base64"]],
] satisfies [string, readonly [Read, string]][]);

const undefinedTag = (tag: string): string => {
    if (tag === VALUE) return "has a lone = as a value; put it in quotes";
    return tag === MERGE ? "has a lone << as a value; put it in quotes" : "has a tag (!name) that YAML doesn't define";
};

const put = (mapping: Record<string, unknown>, key: string, value: unknown): void => {
    Object.defineProperty(mapping, key, { value, enumerable: true, configurable: true, writable: true });
};

/** Makes values of nodes as PyYAML's SafeLoader does. Nodes that are used twice have one value. */
export class Constructor {
    /** Where the first key is that an earlier one in the same mapping equals. */
    duplicate: Mark | undefined;
    private readonly merger = new Merger();
    private readonly values = new Map<YamlNode, unknown>();

    construct(node: YamlNode): unknown {
        if (this.values.has(node)) return this.values.get(node);
        if (node.tag === tagOf("seq")) return this.list(node, (item) => this.construct(item.node));
        if (node.tag === tagOf("omap") || node.tag === tagOf("pairs"))
            return this.list(node, (item) => this.tuple(item));
        if (node.tag === tagOf("map")) return this.mapping(node);
        if (node.tag === tagOf("set")) return this.set(node);
        const [read, reason] = SCALARS.get(node.tag) ?? [];
        if (read === undefined) throw new YamlMistake(node.mark, undefinedTag(node.tag));
        const value = read(this.textOf(node).value);
        if (value === undefined) throw new YamlMistake(node.mark, reason ?? "");
        this.values.set(node, value);
        return value;
    }

    // A mapping with the key = counts as the scalar that is its value.
    private textOf(node: YamlNode, seen: readonly YamlNode[] = []): ScalarNode {
        if (node.kind === "scalar") return node;
        const value = node.kind === "mapping" ? node.pairs.find(({ key }) => key.node.tag === VALUE)?.value : undefined;
        if (value !== undefined && !seen.includes(node)) return this.textOf(value.node, [...seen, node]);
        throw new YamlMistake(node.mark, "has a tag (!name) that doesn't fit its value");
    }

    private list(node: YamlNode, valueFor: (item: Use) => unknown): unknown {
        if (node.kind !== "sequence") throw new YamlMistake(node.mark, "has a tag (!name) that doesn't fit its value");
        const list: unknown[] = [];
        this.values.set(node, list);
        for (const item of node.items) list.push(valueFor(item));
        return list;
    }

    /** A pair of `!!omap` or `!!pairs`, which Python keeps as a tuple. */
    private tuple({ node, mark }: Use): unknown {
        const pair = node.kind === "mapping" && node.pairs.length === 1 ? node.pairs[0] : undefined;
        if (pair === undefined) throw new YamlMistake(mark, "has an item that isn't a mapping with one key");
        return pythonValue("tuple", [this.construct(pair.key.node), this.construct(pair.value.node)]);
    }

    private mapping(node: YamlNode): unknown {
        const mapping = {};
        this.values.set(node, mapping);
        this.fill(node, mapping);
        return mapping;
    }

    private set(node: YamlNode): unknown {
        const mapping = {};
        const set = pythonValue("set", mapping);
        this.values.set(node, set);
        this.fill(node, mapping);
        return set;
    }

    private fill(node: YamlNode, mapping: Record<string, unknown>): void {
        if (node.kind !== "mapping") throw new YamlMistake(node.mark, "has a tag (!name) that doesn't fit its value");
        const pairs = this.merger.pairsOf(node);
        const firstOwn = pairs.length - node.pairs.filter(({ key }) => key.node.tag !== MERGE).length;
        const own = new Set<string>();
        for (const [index, { key, value }] of pairs.entries()) {
            const name = this.keyOf(key);
            if (index >= firstOwn && own.has(name)) this.duplicate ??= key.mark;
            if (index >= firstOwn) own.add(name);
            put(mapping, name, this.construct(value.node));
        }
    }

    private keyOf({ node, mark }: Use): string {
        // As a key, = is a string; PyYAML keeps that for all uses of its node.
        if (node.tag === VALUE && node.kind === "scalar") return pythonKey(node.value);
        const key = this.construct(node);
        const isHashable = typeof key !== "object" || key === null || pythonType(key)?.startsWith("date");
        if (isHashable) return pythonKey(key);
        throw new YamlMistake(mark, "has a list or a mapping as a key");
    }

    /** The pairs of a mapping and the names of their keys, for a node that has been constructed. */
    pairsOf(node: MappingNode): readonly { readonly name: string; readonly key: Use; readonly value: Use }[] {
        return this.merger.pairsOf(node).map(({ key, value }) => ({ name: this.keyOf(key), key, value }));
    }
}
