import { dereference, type Schema, type ValidationResult, validate } from "@cfworker/json-schema";
import { entriesOf, isObject } from "../../json.ts";
import { DEFINITIONS, KEYS } from "./schema-data.ts";

/** Whether a value is a schema; in draft 4 only objects are. */
export const isSchema = (value: unknown): value is Schema => isObject(value);

const parsed = (schemas: Readonly<Record<string, string>>): Readonly<Record<string, Schema>> =>
    Object.fromEntries(
        Object.entries(schemas).map(([name, json]): [string, Schema] => {
            const schema: unknown = JSON.parse(json);
            if (isSchema(schema)) return [name, schema];
            throw new TypeError(`${name} has no schema`);
        }),
    );

/**
 * cloud-init's schema rejects partition numbers in `fs_setup`: its `oneOf` has only the words, beside a type that allows
 * numbers. Its own documentation and cc_disk_setup.py have numbers there.
 */
const corrected = (keys: typeof KEYS): typeof KEYS => ({
    ...keys,
    fs_setup: (keys["fs_setup"] ?? "").replace(
        '"oneOf":[{"type":"string","enum":["auto","any","none"]}]',
        '"anyOf":[{"type":"integer"},{"type":"string","pattern":"^(auto|any|none|[0-9]+)$"}]',
    ),
});

/** cloud-init's schema of cloud-config, draft 4. */
export const CLOUD_CONFIG: Schema = {
    type: "object",
    additionalProperties: false,
    $defs: parsed(DEFINITIONS),
    properties: parsed(corrected(KEYS)),
};

const references = dereference(CLOUD_CONFIG);

/**
 * Every violation of the schema, or of a part of it, by a value.
 *
 * In draft 4 a reference hides the keywords next to it. Python's jsonschema, as cloud-init uses it, applies both, like
 * later drafts. Otherwise the drafts agree on all this schema contains.
 */
export const check = (value: unknown, schema: Schema = CLOUD_CONFIG): ValidationResult =>
    validate(value, schema, "2019-09", references, false);

const propertiesIn = (schema: unknown): readonly string[] => {
    if (Array.isArray(schema)) return schema.flatMap(propertiesIn);
    return entriesOf(schema).flatMap(([keyword, value]) => {
        const names = keyword === "properties" ? entriesOf(value).map(([name]) => name) : [];
        return [...names, ...propertiesIn(value)];
    });
};

/** Every key the schema names. No other key of a cloud-config can be shown: it can be a secret. */
export const KNOWN_KEYS: ReadonlySet<string> = new Set(propertiesIn(CLOUD_CONFIG));
