import { dereference, type Schema, type ValidationResult, validate } from "@cfworker/json-schema";
import { entriesOf, isObject } from "../../json.ts";
import { DEFINITIONS, KEYS } from "./schema-data.ts";

/** Whether a value is a schema that the validator takes; in draft 4 only objects are. */
export const isSchema = (value: unknown): value is Schema => isObject(value);

const parsed = (schemas: Readonly<Record<string, string>>): Readonly<Record<string, Schema>> =>
    Object.fromEntries(
        Object.entries(schemas).map(([name, json]): [string, Schema] => {
            const schema: unknown = JSON.parse(json);
            if (isSchema(schema)) return [name, schema];
            throw new TypeError(`${name} has no schema`);
        }),
    );

/** cloud-init's schema of cloud-config, draft 4. */
export const CLOUD_CONFIG: Schema = {
    type: "object",
    additionalProperties: false,
    $defs: parsed(DEFINITIONS),
    properties: parsed(KEYS),
};

const references = dereference(CLOUD_CONFIG);

/**
 * Everything that a value breaks of the schema or of a part of it.
 *
 * In draft 4 a reference hides what stands beside it; Python's jsonschema, as cloud-init uses it, looks at both, as
 * later drafts do. In all else that this schema has, the drafts are one.
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

/** Every key that the schema names: the only ones of a cloud-config that may be shown. */
export const KNOWN_KEYS: ReadonlySet<string> = new Set(propertiesIn(CLOUD_CONFIG));

/** The keys at the top. */
export const TOP_KEYS: readonly string[] = Object.keys(KEYS);
