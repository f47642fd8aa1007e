import { join } from "node:path";
import { KEY, pythonType } from "../../../provider/spec/user-data/cloud-config/pyyaml/python-value.ts";
import { readYaml } from "../../../provider/spec/user-data/cloud-config/yaml.ts";
import { run } from "../support/tools.ts";

/** A number as both sides write it; JSON has neither infinity nor NaN. */
const numberOf = (value: number): unknown => ({ number: String(value + 0) });

const isNumber = (value: unknown): value is { readonly number: string } =>
    typeof value === "object" && value !== null && "number" in value;

const NUMBERS: Readonly<Record<string, number>> = { inf: Infinity, "-inf": -Infinity, nan: Number.NaN };

const theirNumber = (text: string): unknown => numberOf(NUMBERS[text] ?? Number(text));

const sorted = (entries: readonly (readonly [unknown, unknown])[]): unknown =>
    entries.map((entry) => JSON.stringify(entry)).toSorted();

/** What load.py printed, with its numbers and the order of its keys as here. In Python true and 1 are equal keys. */
const theirs = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(theirs);
    if (isNumber(value)) return theirNumber(value.number);
    if (typeof value !== "object" || value === null) return value;
    const [[kind, inside] = ["", undefined]] = Object.entries(value);
    const key = (each: unknown): unknown => (typeof each === "boolean" ? numberOf(Number(each)) : theirs(each));
    if (kind === "map" && Array.isArray(inside)) {
        return { map: sorted(inside.map((entry: readonly unknown[]) => [key(entry[0]), theirs(entry[1])])) };
    }
    if (kind === "set" && Array.isArray(inside)) return { set: sorted(inside.map((each) => [key(each), null])) };
    return kind === "tuple" ? { tuple: theirs(inside) } : value;
};

const ourKey = (key: string): unknown => {
    if (!key.startsWith(KEY)) return key;
    if (key === `${KEY}null`) return null;
    const [type = "", ...rest] = key.slice(KEY.length).split(" ");
    if (type === "str") return rest.join(" ");
    return type.startsWith("date") ? { time: rest.join(" ") } : numberOf(Number(type));
};

const ours = (value: unknown, seen: readonly unknown[]): unknown => {
    if (typeof value === "number") return numberOf(value);
    if (typeof value !== "object" || value === null) return value;
    if (seen.includes(value)) return { recursive: true };
    const inside = [...seen, value];
    if (Array.isArray(value)) return value.map((each) => ours(each, inside));
    const type = pythonType(value);
    const content: unknown = Object.values(value)[0];
    if (type?.startsWith("date")) return { time: content };
    if (type === "tuple") return { tuple: ours(content, inside) };
    if (type === "set") return { set: sorted(Object.keys(Object(content)).map((key) => [ourKey(key), null])) };
    return { map: sorted(Object.entries(value).map(([key, each]) => [ourKey(key), ours(each, inside)])) };
};

/** What is read from a text here; `undefined` for one that is too costly to read. */
const ourResult = (text: string): unknown => {
    const read = readYaml(text);
    if (read.kind === "too-large") return undefined;
    return read.kind === "problem" ? "error" : { value: ours(read.value ?? null, []) };
};

const theirResult = (result: unknown): unknown =>
    typeof result === "object" && result !== null && "value" in result ? { value: theirs(result.value) } : "error";

/** A text about which PyYAML and this package don't agree. */
export interface Difference {
    readonly text: string;
    readonly ours: unknown;
    readonly pyyaml: unknown;
}

/** Every text that PyYAML's SafeLoader, which cloud-init uses, reads otherwise than this package. */
export const differences = (python: string, texts: readonly string[]): readonly Difference[] => {
    const input = JSON.stringify(texts);
    const results: unknown = JSON.parse(run(python, [join(import.meta.dirname, "load.py")], { input }));
    if (!Array.isArray(results) || results.length !== texts.length) throw new Error("load.py: a result for each");
    return texts.flatMap((text, index) => {
        const [mine, his] = [ourResult(text), theirResult(results[index])];
        return JSON.stringify(mine) === JSON.stringify(his) ? [] : [{ text, ours: mine, pyyaml: results[index] }];
    });
};
