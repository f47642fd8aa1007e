import { entriesOf, fieldOf, itemsOf } from "../../json.ts";
import type { Path } from "../../path.ts";
import { schemaAt } from "./pointer.ts";
import { CLOUD_CONFIG, check, isSchema } from "./schema.ts";

/** A value that cloud-init will not take for ever. */
export interface Deprecated {
    readonly path: Path;
    /** The version of cloud-init since which it warns. */
    readonly since: string;
}

/** A schema of a part of the value, and where the part is. */
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

/** The schemas in which something is deprecated, at whatever depth: the others aren't worth a look. */
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

/** What else a schema says of the value: all of `allOf`, the one of a choice that the value fits, a reference's. */
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

/** What cloud-init warns of in a cloud-config that its schema allows. */
export const findDeprecated = (config: unknown): readonly Deprecated[] =>
    findIn({ schema: CLOUD_CONFIG, value: config, path: [] });
