import { entriesOf } from "./json.ts";
import { type Path, showPath } from "./path.ts";
import type { Rule } from "./rule.ts";

/** What Pulumi's outputs turn into inside a text: sdk/nodejs/output.ts. */
const MARK = /Calling \[to(?:String|JSON)\] on an \[Output<T>\] is not supported/;

const REASON =
    "has an output inside its text, which Pulumi can't fill in there; build the text with pulumi.interpolate or apply";

/** Deeper values are rejected by another rule. */
const MAX_DEPTH = 64;

const placesIn = (value: unknown, path: Path): readonly Path[] => {
    if (typeof value === "string") return MARK.test(value) ? [path] : [];
    if (path.length > MAX_DEPTH) return [];
    if (Array.isArray(value)) return value.flatMap((item, index) => placesIn(item, [...path, index]));
    return entriesOf(value).flatMap(([key, member]) => placesIn(member, [...path, key]));
};

/** Finds texts that a program made of outputs before they were known. */
export const noUnresolved = (keys: readonly string[]): Rule => ({
    severity: "error",
    find: (inputs) =>
        keys.flatMap((key) => placesIn(inputs[key], [key])).map((path) => ({ path: showPath(path), reason: REASON })),
});
