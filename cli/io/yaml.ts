import { readYaml, showPosition } from "../../provider/spec/user-data/cloud-config/yaml.ts";
import type { ParsedJson } from "./json.ts";

/** Larger documents are slow to read as YAML. */
const MAX_SIZE = 1024 * 1024;
/** Aliases count as their targets, so a few can't hide many values. */
const MAX_VALUES = 50_000;
const TOO_LARGE = `has more than ${MAX_VALUES} values once its aliases are expanded`;

const isPlain = (value: object): boolean => Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;

/** What YAML can say and JSON can't; undefined for what both can. */
const beyondJson = (value: unknown): string | undefined => {
    if (typeof value === "number" && !Number.isFinite(value)) return "a number that isn't finite";
    if (typeof value !== "object" || value === null) return undefined;
    const keys = Object.keys(value);
    // The reader marks keys that aren't texts, and values that only Python has, by characters that no YAML has.
    if (keys.some((key) => key.startsWith("\u0001")))
        return "a mapping whose keys aren't all texts; put them in quotes";
    const [key = ""] = keys;
    const type = key.startsWith("\0") ? key.slice(1) : "";
    if (type === "date" || type === "datetime") return "a date; put it in quotes";
    return isPlain(value) && type === "" ? undefined : "a value that JSON doesn't have";
};

interface Place {
    readonly path: string;
    readonly value: unknown;
}

const membersOf = ({ path, value }: Place): readonly Place[] =>
    typeof value === "object" && value !== null
        ? Object.entries(value).map(([key, item]) => ({ path: path === "" ? key : `${path}.${key}`, value: item }))
        : [];

/** Why a document isn't one of JSON's; undefined if it is. */
const problemOf = (document: unknown): string | undefined => {
    const waiting: Place[] = [{ path: "", value: document }];
    for (let seen = 0, next = waiting.pop(); next !== undefined; seen += 1, next = waiting.pop()) {
        if (seen > MAX_VALUES) return TOO_LARGE;
        const what = beyondJson(next.value);
        if (what !== undefined) return next.path === "" ? `is ${what}` : `${next.path} is ${what}`;
        waiting.push(...membersOf(next));
    }
    return undefined;
};

/** Parses YAML in UTF-8, as cloud-init reads it. The reason never quotes the text: it may hold secrets. */
export const parseYaml = (text: string): ParsedJson => {
    if (text.length > MAX_SIZE) return { ok: false, reason: "is YAML of more than 1 MiB; write it as JSON" };
    const read = readYaml(text);
    if (read.kind !== "document") {
        if (!("reason" in read)) return { ok: false, reason: TOO_LARGE };
        const place = read.position === undefined ? "" : `: ${showPosition(read.position)}`;
        return { ok: false, reason: `isn't YAML${place}: ${read.reason}` };
    }
    if (read.duplicate !== undefined) {
        return { ok: false, reason: `isn't YAML: ${showPosition(read.duplicate)}: the key exists twice` };
    }
    const reason = problemOf(read.value);
    return reason === undefined ? { ok: true, value: read.value ?? null } : { ok: false, reason };
};
