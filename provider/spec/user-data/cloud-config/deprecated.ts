import { entriesOf, fieldOf, itemsOf } from "../../json.ts";
import type { Path } from "../../path.ts";
import { schemaAt } from "./pointer.ts";
import { CLOUD_CONFIG, check, isSchema } from "./schema.ts";

/** A value that a later cloud-init will reject. */
export interface Deprecated {
    readonly path: Path;
    /** The first version of cloud-init that warns about it. */
    readonly since: string;
}

/** A part of the value with its place and a schema for it. */
interface Part {
    readonly schema: unknown;
    readonly value: unknown;
    readonly path: Path;
}

const byName = ({ schema, value, path }: Part): readonly Part[] =>
    entriesOf(fieldOf(schema, "properties"))
        .filter(([name]) => fieldOf(value, name) !== undefined)
        .map(([name, inner]) => ({ schema: inner, value: fieldOf(value, name), path: [...path, name] }));

const byPattern = ({ schema, value, path }: Part): readonly Part[] =>
    entriesOf(fieldOf(schema, "patternProperties")).flatMap(([pattern, inner]) =>
        entriesOf(value)
            .filter(([name]) => new RegExp(pattern, "u").test(name))
            .map(([name, member]) => ({ schema: inner, value: member, path: [...path, name] })),
    );

const byPosition = ({ schema, value, path }: Part): readonly Part[] => {
    const inner = fieldOf(schema, "items");
    if (inner === undefined) return [];
    return itemsOf(value).map((item, index) => ({ schema: inner, value: item, path: [...path, index] }));
};

const valuesOf = (schema: unknown): readonly unknown[] =>
    typeof schema === "object" && schema !== null ? Object.values(schema) : [];

/** The schemas with anything deprecated at any depth; the others needn't be searched. */
const withDeprecated: ReadonlySet<unknown> = (() => {
    const found = new Set<unknown>();
    const collect = (schema: unknown): boolean => {
        const reference = fieldOf(schema, "$ref");
        const referred = typeof reference === "string" ? [schemaAt(CLOUD_CONFIG, reference)] : [];
        const inner = [...valuesOf(schema), ...referred];
        const has = inner.map(collect).includes(true) || fieldOf(schema, "deprecated") === true;
        if (has) found.add(schema);
        return has;
    };
    collect(CLOUD_CONFIG);
    return found;
})();

/** Further schemas for the same value: all of `allOf`, the matching one of a choice, and the target of a reference. */
const ofSame = ({ schema, value, path }: Part): readonly Part[] => {
    const choices = [...itemsOf(fieldOf(schema, "oneOf")), ...itemsOf(fieldOf(schema, "anyOf"))];
    const chosen = choices.find((choice) => isSchema(choice) && check(value, choice).valid);
    const reference = fieldOf(schema, "$ref");
    const referred = typeof reference === "string" ? schemaAt(CLOUD_CONFIG, reference) : undefined;
    return [...itemsOf(fieldOf(schema, "allOf")), chosen, referred]
        .filter(isSchema)
        .map((each) => ({ schema: each, value, path }));
};

const sinceOf = ({ schema, path }: Part): readonly Deprecated[] =>
    fieldOf(schema, "deprecated") === true
        ? [{ path, since: String(fieldOf(schema, "deprecated_version") ?? "some version") }]
        : [];

const findIn = (part: Part): readonly Deprecated[] => [
    ...sinceOf(part),
    ...[...byName(part), ...byPattern(part), ...byPosition(part), ...ofSame(part)]
        .filter(({ schema }) => withDeprecated.has(schema))
        .flatMap(findIn),
];

/** The deprecated values in a valid cloud-config, which cloud-init warns about. */
export const findDeprecated = (config: unknown): readonly Deprecated[] =>
    findIn({ schema: CLOUD_CONFIG, value: config, path: [] });
