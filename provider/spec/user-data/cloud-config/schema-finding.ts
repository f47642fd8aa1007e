import type { OutputUnit } from "@cfworker/json-schema";
import { fieldOf } from "../../json.ts";
import { type Path, valueAt } from "../../path.ts";
import { kindOf, meantBy, quote } from "../../reason.ts";
import { pathOf, schemaAt } from "./pointer.ts";
import { isTypeMark, pythonType } from "./pyyaml/python-value.ts";
import { CLOUD_CONFIG } from "./schema.ts";

/** One violation of the schema. */
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

/** The reason for each JSON Schema keyword, draft 4 section 5. Quotes only the schema, since every value is secret. */
const REASONS: Readonly<Record<string, Reason>> = {
    required: lacking,
    not: both,
    minItems: (schema) => `must have at least ${amount(fieldOf(schema, "minItems"), "item")}`,
    maxItems: (schema) => `must have at most ${amount(fieldOf(schema, "maxItems"), "item")}`,
    uniqueItems: () => "has a duplicate item",
    minProperties: (schema) => `must have at least ${amount(fieldOf(schema, "minProperties"), "key")}`,
    minimum: (schema) => `must be at least ${String(fieldOf(schema, "minimum"))}`,
    pattern: (schema) => `must match the pattern ${String(fieldOf(schema, "pattern"))}`,
    format: () => 'must be a date, e.g. "2030-12-31"',
    oneOf: () => "matches more than one of the forms cloud-init accepts",
    anyOf: () => "matches none of the forms cloud-init accepts",
    "no additionalItems": () => "is one item too many",
};

const parentOf = (location: string): string => location.slice(0, location.lastIndexOf("/"));

/** Translates one unit of the validator's output. */
export const findingOf = (config: unknown, unit: OutputUnit): Finding => {
    const { keyword, instanceLocation, keywordLocation } = unit;
    const path = pathOf(config, instanceLocation);
    const schema = schemaAt(CLOUD_CONFIG, parentOf(keywordLocation));
    if (keyword === "type") return { kind: "expected", path, expected: typesOf(schema) };
    if (keyword === "enum") return { kind: "expected", path, expected: valuesOf(schema) };
    if (keyword === "no additionalProperties") {
        const parent = path.slice(0, -1);
        // A date has a key for the validator only. The key tells: each look at a mapping takes as long as it has keys.
        if (isTypeMark(String(path.at(-1)))) {
            return { kind: "expected", path: parent, expected: [TYPES["object"] ?? ""] };
        }
        return { kind: "unknown-key", path, known: Object.keys(Object(fieldOf(schema, "properties"))) };
    }
    const reason = REASONS[keyword] ?? (() => "isn't what cloud-init accepts");
    return { kind: "reason", path, reason: reason(schema, valueAt(config, path)) };
};

/** The kind of a value as YAML calls it, without showing the value itself. */
export const yamlKindOf = (value: unknown): string => {
    const type = pythonType(value);
    if (type !== undefined) return type.startsWith("date") ? "a date; put it in quotes" : `a ${type}`;
    const kind = kindOf(value);
    return kind === "an object" ? "a mapping" : kind;
};

const choice = (words: readonly string[]): string =>
    words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;

/** The reason for a finding; it continues the finding's place. */
export const reasonFor = (finding: Finding, config: unknown): string => {
    if (finding.kind === "reason") return finding.reason;
    if (finding.kind === "expected") {
        const kind = yamlKindOf(valueAt(config, finding.path));
        // A string can have the right type without being one of the listed values.
        const isNamed = finding.expected.some((word) => word.startsWith('"')) && kind === "a string";
        return `must be ${choice([...new Set(finding.expected)])}${isNamed ? "" : `, not ${kind}`}`;
    }
    const meant = meantBy(String(finding.path.at(-1)), finding.known);
    return `unknown key${meant === undefined ? "" : `; did you mean ${quote(meant)}?`}`;
};
