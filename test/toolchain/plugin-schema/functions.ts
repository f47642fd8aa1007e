import type ts from "typescript";
import { isSecret } from "../../../provider/model/secrets.ts";
import { commentOf, propertyOf } from "./comments.ts";
import { examplesOf } from "./examples.ts";
import { pascalCase } from "./names.ts";
import type { Sources } from "./program.ts";
import type { FunctionSpec, ObjectSpec, Properties, PropertySpec, TypeSpec } from "./specs.ts";
import { type Types, writtenType } from "./types.ts";

const TEXT: TypeSpec = { type: "string" };

const objectOf = (properties: Properties, required: readonly string[] = Object.keys(properties)): ObjectSpec => ({
    type: "object",
    properties,
    required,
});

const isRequired = (symbol: ts.Symbol): boolean => (symbol.flags & 16_777_216) === 0;

/** The arguments that an interface declares. */
const argumentsOf = (sources: Sources, types: Types, file: string, name: string, hint: string): ObjectSpec => {
    const members = sources.membersOf(file, name);
    const spec = (member: ts.Symbol): PropertySpec =>
        propertyOf(
            types.specOf(writtenType(member, sources.checker), hint + pascalCase(member.name)),
            member,
            sources.checker,
        );
    return objectOf(
        Object.fromEntries(members.map((member) => [member.name, spec(member)])),
        members.filter(isRequired).map((member) => member.name),
    );
};

const DRIVE_ONLY = ["uuid", "randomSeed", "label"];

/** Content that is described as for the resource, and what an image has of its own. */
const imageArguments = (sources: Sources, types: Types, inputs: Properties): ObjectSpec => {
    const names = sources.membersOf("sdk/args/content.ts", "ContentArgs").map(({ name }) => name);
    // A function has no state: what a resource's default is doesn't hold here.
    const content = names.map((name) => {
        const { default: _, ...spec } = inputs[name] ?? {};
        return [name, spec] as const;
    });
    const own = sources
        .membersOf("sdk/config-drive-image.ts", "ConfigDriveImageArgs")
        .filter(({ name }) => DRIVE_ONLY.includes(name))
        .map((each) => [each.name, propertyOf(TEXT, each, sources.checker)] as const);
    const options = argumentsOf(sources, types, "sdk/config-drive-image.ts", "ConfigDriveImageOptions", "Image");
    const properties = Object.fromEntries([...content, ...own, ...Object.entries(options.properties)]);
    const secret = (name: string): object => (isSecret(name) ? { secret: true } : {});
    return objectOf(
        {
            ...Object.fromEntries(
                Object.entries(properties).map(([name, spec]) => [name, { ...spec, ...secret(name) }]),
            ),
            includeBase64gzip: {
                type: "boolean",
                description: "Whether to return `base64gzip`.\n\nDefault: false",
            },
        },
        [],
    );
};

const imageResults = (sources: Sources): ObjectSpec => {
    const members = sources.membersOf("sdk/config-drive-image.ts", "ConfigDriveImage");
    const kind = (name: string): TypeSpec => (name === "size" || name === "virtualSize" ? { type: "number" } : TEXT);
    const properties = members.map((each) => [each.name, propertyOf(kind(each.name), each, sources.checker)] as const);
    const required = members.map(({ name }) => name).filter((name) => name !== "base64gzip");
    return objectOf(Object.fromEntries(properties), required);
};

const result = (spec: TypeSpec, description: string): ObjectSpec => objectOf({ result: { ...spec, description } });

/** The functions by name. Programs have these names: they are kept for ever. */
export const functionsOf = (
    sources: Sources,
    types: Types,
    inputs: Properties,
): Readonly<Record<string, FunctionSpec>> => {
    const described = (name: string): string =>
        commentOf(sources.exported("sdk/index.ts", name), sources.checker) + examplesOf(name);
    const config = { $ref: "pulumi.json#/Any", description: "cloud-init's keys and their values." };
    const text = (description: string): ObjectSpec => objectOf({ text: { ...TEXT, description } });
    return {
        cloudConfig: {
            description: described("cloudConfig"),
            inputs: objectOf({ config }),
            outputs: result(TEXT, "The user data."),
        },
        configDriveImage: {
            description: described("configDriveImage"),
            inputs: imageArguments(sources, types, inputs),
            outputs: imageResults(sources),
        },
        gzipped: {
            description: described("gzipped"),
            inputs: text("User data in one piece, e.g. the result of `cloudConfig`."),
            outputs: objectOf({ base64: { ...TEXT, description: "The user data in base64." } }),
        },
        mergeType: {
            description: described("mergeType"),
            inputs: argumentsOf(sources, types, "sdk/index.ts", "MergeTypeArgs", "MergeType"),
            outputs: result(TEXT, "A part's `mergeType`."),
        },
        networkData: {
            description: described("networkData"),
            inputs: argumentsOf(sources, types, "sdk/index.ts", "NetworkArgs", "Network"),
            outputs: result(TEXT, "The network data as JSON, for `networkData`."),
        },
        publicKeysOf: {
            description: described("publicKeysOf"),
            inputs: text("Content of an `authorized_keys` file."),
            outputs: result({ type: "object", additionalProperties: TEXT }, "The keys by name."),
        },
    };
};
