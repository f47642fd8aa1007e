import { fieldOf } from "../../json.ts";
import { type Path, valueAt } from "../../path.ts";

/** The steps of a JSON pointer in a URI fragment, RFC 6901 section 6. */
export const stepsOf = (pointer: string): readonly string[] =>
    pointer
        .split("/")
        .slice(1)
        .map((step) => decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~"));

/** The path to a value; steps into a list are numbers. */
export const pathOf = (root: unknown, pointer: string): Path => {
    const path: (string | number)[] = [];
    for (const step of stepsOf(pointer)) path.push(Array.isArray(valueAt(root, path)) ? Number(step) : step);
    return path;
};

const itemOrField = (schema: unknown, step: string): unknown =>
    Array.isArray(schema) ? schema[Number(step)] : fieldOf(schema, step);

/** The part of a schema at a validator's location, following references within the schema. */
export const schemaAt = (root: unknown, location: string): unknown => {
    let schema = root;
    for (const step of stepsOf(location)) {
        const next = itemOrField(schema, step);
        schema = step === "$ref" && typeof next === "string" ? schemaAt(root, next) : next;
    }
    return schema;
};
