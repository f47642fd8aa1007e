import {
    binaryTag,
    boolYaml11Tag,
    constructFromEvents,
    defineScalarTag,
    type Event,
    floatYaml11Tag,
    intYaml11Tag,
    NOT_RESOLVED,
    parseEvents,
    type ScalarTagDefinition,
    type Schema,
    timestampTag,
    YAML11_SCHEMA,
    YAMLException,
} from "js-yaml";
import { yamlReason } from "./yaml-reason.ts";

/** A place in a text; both numbers start at 1. */
export interface Position {
    readonly line: number;
    readonly column: number;
}

/** A place as messages show it. */
export const showPosition = ({ line, column }: Position): string => `line ${line}, column ${column}`;

/** A YAML document, with the events that map its values to lines. */
export interface YamlDocument {
    readonly kind: "document";
    /** `undefined` if the text contains no value. */
    readonly value: unknown;
    readonly events: readonly Event[];
    /** The place of a duplicate key; cloud-init uses the last one. */
    readonly duplicate: Position | undefined;
}

/** Why a text isn't valid YAML. */
export interface NotYaml {
    readonly kind: "problem";
    readonly position: Position | undefined;
    /** Worded by this package: js-yaml's reasons quote the text, which is secret. */
    readonly reason: string;
}

/** js-yaml rejects deeper documents; Python's parser fails at a similar depth. */
const MAX_DEPTH = 100;

/** The key that marks a date. No schema has this key, so a date only fits where any value does. */
export const DATE = "\u0000date";

/** PyYAML reads these as `datetime.date`, which isn't a JSON value and matches no type of a schema. */
const date = defineScalarTag("tag:yaml.org,2002:timestamp", {
    ...timestampTag,
    resolve: (source, isExplicit, tag) => {
        const value = timestampTag.resolve(source, isExplicit, tag);
        return value === NOT_RESOLVED ? NOT_RESOLVED : { [DATE]: true };
    },
});

/**
 * Python's base64 ignores characters outside its alphabet, and cloud-init's validator accepts bytes as a string:
 * is_schema_byte_string in cloudinit/config/schema.py.
 */
const binary = defineScalarTag("tag:yaml.org,2002:binary", {
    ...binaryTag,
    resolve: (source) => (source.replaceAll(/[^A-Za-z0-9+/=]/g, "").length % 4 === 0 ? "bytes" : NOT_RESOLVED),
});

/** A tag for only the plain scalars PyYAML gives it: the patterns of yaml/resolver.py. */
const narrowed = <Value>(tag: ScalarTagDefinition<Value>, pattern: RegExp): ScalarTagDefinition<Value> =>
    defineScalarTag(tag.tagName, {
        ...tag,
        resolve: (source, isExplicit, name) =>
            isExplicit || pattern.test(source) ? tag.resolve(source, isExplicit, name) : NOT_RESOLVED,
    });

const bool = narrowed(
    boolYaml11Tag,
    /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/,
);

const int = narrowed(
    intYaml11Tag,
    /^[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)$/,
);

const float = narrowed(
    floatYaml11Tag,
    /^(?:[-+]?[0-9][0-9_]*(?:\.[0-9_]*(?:[eE][-+][0-9]+)?|(?::[0-5]?[0-9])+\.[0-9_]*)|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
);

/** YAML 1.1 as cloud-init reads it, with PyYAML's SafeLoader: `yes` is true, 0644 is 420. */
const schema: Schema = YAML11_SCHEMA.withTags(bool, int, float, date, binary);

const DUPLICATE = "duplicated mapping key";

const positionOf = ({ mark }: YAMLException): Position | undefined =>
    mark === undefined ? undefined : { line: mark.line + 1, column: mark.column + 1 };

const construct = (source: string, events: Event[], json: boolean): readonly unknown[] =>
    constructFromEvents(events, { source, schema, json, maxAliases: MAX_DEPTH });

const read = (text: string): YamlDocument | NotYaml => {
    const events = parseEvents(text, { maxDepth: MAX_DEPTH });
    let duplicate: Position | undefined;
    let documents: readonly unknown[];
    try {
        documents = construct(text, events, false);
    } catch (error) {
        if (!(error instanceof YAMLException) || error.reason !== DUPLICATE) throw error;
        duplicate = positionOf(error);
        documents = construct(text, events, true);
    }
    if (documents.length > 1) {
        return { kind: "problem", position: undefined, reason: "has several YAML documents instead of one" };
    }
    return { kind: "document", value: documents[0], events, duplicate };
};

/** Reads a YAML text as cloud-init does. */
export const readYaml = (text: string): YamlDocument | NotYaml => {
    try {
        return read(text);
    } catch (error) {
        // js-yaml: "All exceptions MUST be caught, not just YAMLException."
        if (!(error instanceof YAMLException)) return { kind: "problem", position: undefined, reason: yamlReason("") };
        return { kind: "problem", position: positionOf(error), reason: yamlReason(error.reason) };
    }
};
