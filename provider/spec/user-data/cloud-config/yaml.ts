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

/** A place in a text; both from 1. */
export interface Position {
    readonly line: number;
    readonly column: number;
}

/** A YAML document and what leads from its values back to their lines. */
export interface YamlDocument {
    readonly kind: "document";
    /** `undefined` when there is none in the text. */
    readonly value: unknown;
    readonly events: readonly Event[];
    /** Where a key stands that is already there; cloud-init takes the last of them. */
    readonly duplicate: Position | undefined;
}

/** What is wrong with a text that is no YAML. */
export interface NotYaml {
    readonly kind: "problem";
    readonly position: Position | undefined;
    /** In words of this package: js-yaml's quote the text, which is a secret. */
    readonly reason: string;
}

/** Deeper documents are refused by js-yaml; Python's parser gives up not far from there. */
const MAX_DEPTH = 100;

/** The key under which a date is kept: no key of any schema, so that it fits only where anything does. */
export const DATE = "\u0000date";

/** What PyYAML makes a `datetime.date` of is no value that JSON knows, so that it fits no type of a schema. */
const date = defineScalarTag("tag:yaml.org,2002:timestamp", {
    ...timestampTag,
    resolve: (source, isExplicit, tag) => {
        const value = timestampTag.resolve(source, isExplicit, tag);
        return value === NOT_RESOLVED ? NOT_RESOLVED : { [DATE]: true };
    },
});

/**
 * Python's base64 passes over what isn't of its alphabet, and cloud-init's validator takes bytes for a string:
 * is_schema_byte_string in cloudinit/config/schema.py.
 */
const binary = defineScalarTag("tag:yaml.org,2002:binary", {
    ...binaryTag,
    resolve: (source) => (source.replaceAll(/[^A-Za-z0-9+/=]/g, "").length % 4 === 0 ? "bytes" : NOT_RESOLVED),
});

/** A tag of plain scalars that takes only those that PyYAML takes for it: the patterns of yaml/resolver.py. */
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

/** YAML 1.1 as PyYAML's SafeLoader reads it, and so cloud-init: `yes` is true, 0644 is 420. */
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
        return { kind: "problem", position: undefined, reason: "has several YAML documents; cloud-init takes one" };
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
