/**
 * Keywords that say nothing of what is valid: prose, how cloud-init's documentation shows a key, and `prefixItems`,
 * which draft 4 of JSON Schema, cloud-init's, doesn't have.
 */
const unused = new Set([
    ...["title", "description", "examples", "default", "label", "hidden", "prefixItems"],
    ...["deprecated_description", "changed", "changed_version", "changed_description"],
]);

/** Keywords whose value is no schema, but schemas by name. */
const byName = new Set(["$defs", "properties", "patternProperties"]);

/** Formats that Python's jsonschema checks without further packages, which cloud-init doesn't depend on. */
const checkedFormats = new Set(["date"]);

/**
 * What a schema of cloud-init's says of keys and values. Stripping it again changes nothing.
 *
 * @param {unknown} schema
 * @returns {unknown}
 */
export function strip(schema) {
    if (Array.isArray(schema)) return schema.map(strip);
    if (typeof schema !== "object" || schema === null) return schema;
    const kept = Object.entries(schema).filter(
        ([key, value]) => !unused.has(key) && (key !== "format" || checkedFormats.has(value)),
    );
    return Object.fromEntries(kept.map(([key, value]) => [key, stripValue(key, value)]));
}

function stripValue(key, value) {
    if (!byName.has(key)) return strip(value);
    return Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, strip(schema)]));
}
