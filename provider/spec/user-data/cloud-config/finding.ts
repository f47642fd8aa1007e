import type { OutputUnit } from "@cfworker/json-schema";
import { fieldOf } from "../../json.ts";
import { type Path, valueAt } from "../../path.ts";
import { kindOf, nearest, quote } from "../../reason.ts";
import { pathOf, schemaAt } from "./pointer.ts";
import { CLOUD_CONFIG } from "./schema.ts";
import { DATE } from "./yaml.ts";

/** One thing that the schema doesn't allow. */
export type Finding =
    | { readonly kind: "expected"; readonly path: Path; readonly expected: readonly string[] }
    | { readonly kind: "reason"; readonly path: Path; readonly reason: string }
    | { readonly kind: "unknown-key"; readonly path: Path; readonly known: readonly string[] };

const TYPES: Readonly<Record<string, string>> = {
    string: "a string",
    integer: "a whole number",
    number: "a number",
    boolean: "true or false",
    array: "a list",
    object: "a mapping",
    null: "null",
};

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const typesOf = (schema: unknown): readonly string[] =>
    listOf(fieldOf(schema, "type")).map((type) => TYPES[String(type)] ?? String(type));

const valuesOf = (schema: unknown): readonly string[] =>
    listOf(fieldOf(schema, "enum")).map((value) => JSON.stringify(value));

const lacking = (schema: unknown, value: unknown): string => {
    const required = listOf(fieldOf(schema, "required")).map(String);
    const missing = required.filter((key) => fieldOf(value, key) === undefined);
    return `lacks ${missing.map(quote).join(" and ")}`;
};

const both = (schema: unknown): string => {
    const keys = listOf(fieldOf(fieldOf(schema, "not"), "required")).map((key) => quote(String(key)));
    return `must not have both ${keys.join(" and ")}`;
};

const amount = (count: unknown, thing: string): string => `${String(count)} ${thing}${count === 1 ? "" : "s"}`;

type Reason = (schema: unknown, value: unknown) => string;

/** What a keyword of JSON Schema wants, draft 4 section 5; words of the schema alone, since every value is a secret. */
const REASONS: Readonly<Record<string, Reason>> = {
    required: lacking,
    not: both,
    minItems: (schema) => `must have at least ${amount(fieldOf(schema, "minItems"), "item")}`,
    maxItems: (schema) => `must have at most ${amount(fieldOf(schema, "maxItems"), "item")}`,
    uniqueItems: () => "has an item twice",
    minProperties: (schema) => `must have at least ${amount(fieldOf(schema, "minProperties"), "key")}`,
    minimum: (schema) => `must be at least ${String(fieldOf(schema, "minimum"))}`,
    pattern: (schema) => `must have the form ${String(fieldOf(schema, "pattern"))}`,
    format: () => 'must be a date such as "2030-12-31"',
    oneOf: () => "can be understood in two ways",
    anyOf: () => "has none of the forms that cloud-init knows",
    "no additionalItems": () => "is one item too many",
};

const parentOf = (location: string): string => location.slice(0, location.lastIndexOf("/"));

/** What the validator found at one place, in terms of the schema. */
export const findingOf = (config: unknown, unit: OutputUnit): Finding => {
    const { keyword, instanceLocation, keywordLocation } = unit;
    const path = pathOf(config, instanceLocation);
    const schema = schemaAt(CLOUD_CONFIG, parentOf(keywordLocation));
    if (keyword === "type") return { kind: "expected", path, expected: typesOf(schema) };
    if (keyword === "enum") return { kind: "expected", path, expected: valuesOf(schema) };
    if (keyword === "no additionalProperties") {
        return { kind: "unknown-key", path, known: Object.keys(Object(fieldOf(schema, "properties"))) };
    }
    const reason = REASONS[keyword] ?? (() => "isn't what cloud-init takes");
    return { kind: "reason", path, reason: reason(schema, valueAt(config, path)) };
};

const valueKind = (value: unknown): string => {
    if (fieldOf(value, DATE) !== undefined) return "a date; put it in quotes";
    const kind = kindOf(value);
    return kind === "an object" ? "a mapping" : kind;
};

const choice = (words: readonly string[]): string =>
    words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;

/** A finding in words, which follow its place. */
export const reasonFor = (finding: Finding, config: unknown): string => {
    if (finding.kind === "reason") return finding.reason;
    if (finding.kind === "expected") {
        const kind = valueKind(valueAt(config, finding.path));
        // The value may be of the right type and still be none of those that are named.
        const isNamed = finding.expected.some((word) => word.startsWith('"')) && kind === "a string";
        return `must be ${choice([...new Set(finding.expected)])}${isNamed ? "" : `, not ${kind}`}`;
    }
    const meant = nearest(String(finding.path.at(-1)), finding.known);
    return `unknown key${meant === undefined ? "" : `; did you mean ${quote(meant)}?`}`;
};
