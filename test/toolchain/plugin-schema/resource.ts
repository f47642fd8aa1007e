import ts from "typescript";
import { hasDefault } from "../../../provider/model/defaults.ts";
import { isSecret } from "../../../provider/model/secrets.ts";
import { commentOf, propertyOf, staticDefault } from "./comments.ts";
import { examplesOf } from "./examples.ts";
import { pascalCase } from "./names.ts";
import type { Sources } from "./program.ts";
import type { Properties, PropertySpec } from "./specs.ts";
import { type Types, writtenType } from "./types.ts";

/** The type of the drives that the npm package's class declares: a drive of either type can become the other. */
const DYNAMIC = "pulumi-nodejs:dynamic/config-drive:ConfigDrive";

const settingsOf = (sources: Sources): readonly string[] =>
    sources.membersOf("provider/check/text-settings.ts", "StackDefaults").map(({ name }) => name);

const NETWORK_JSON = "An object, or the same as JSON, e.g. with keys that the object's type doesn't have.";

/** Types that differ from the package's own, because programs in other languages write these values in another way. */
const adapted = (name: string, spec: PropertySpec): PropertySpec => {
    if (name === "triggers") return { ...spec, $ref: "pulumi.json#/Any" };
    if (name !== "networkData") return spec;
    const { description, ...type } = spec;
    return { oneOf: [type, { type: "string" }], description: `${description}\n\n${NETWORK_JSON}` };
};

const plainType = (input: ts.Symbol, types: Types, checker: ts.TypeChecker): PropertySpec =>
    input.name === "triggers" ? {} : types.specOf(writtenType(input, checker), pascalCase(input.name));

/** The type of each argument is that of the plain input; its comment is the argument's. */
const inputsOf = (sources: Sources, types: Types): Properties => {
    const { checker } = sources;
    const plain = new Map(sources.membersOf("provider/model/inputs.ts", "Inputs").map((each) => [each.name, each]));
    // SDKs send a default as if the program had declared it. So only those that the provider drops again can be here,
    // and none that would override the provider's configuration.
    const configurable = settingsOf(sources);
    const isHarmless = (name: string): boolean => hasDefault(name) && !configurable.includes(name);
    return Object.fromEntries(
        sources.membersOf("sdk/config-drive.ts", "ConfigDriveArgs").map((argument) => {
            const { name } = argument;
            const input = plain.get(name);
            if (input === undefined) throw new Error(`no plain input ${name}`);
            const spec = propertyOf(plainType(input, types, checker), input, checker);
            const documented = { ...spec, ...propertyOf({}, argument, checker) };
            const secret = isSecret(name) ? { secret: true as const } : {};
            const value = isHarmless(name) ? staticDefault(spec, argument, checker) : {};
            return [name, { ...adapted(name, documented), ...secret, ...value }];
        }),
    );
};

interface OutputMember {
    readonly symbol: ts.Symbol;
    /** What the `Output` resolves to. */
    readonly type: ts.TypeNode;
}

/** Outputs are the class's own public properties: each is an `Output` of the plain type. */
const outputMembers = (sources: Sources): readonly OutputMember[] => {
    const { checker } = sources;
    const { valueDeclaration } = sources.exported("sdk/config-drive.ts", "ConfigDrive");
    if (valueDeclaration === undefined || !ts.isClassDeclaration(valueDeclaration)) throw new Error("no class");
    return valueDeclaration.members.filter(ts.isPropertyDeclaration).map((member) => {
        const symbol = checker.getSymbolAtLocation(member.name);
        const type = member.type && ts.isTypeReferenceNode(member.type) ? member.type.typeArguments?.[0] : undefined;
        if (symbol === undefined || type === undefined) throw new Error("a property that isn't an output");
        return { symbol, type };
    });
};

const isRequired = ({ type }: OutputMember): boolean =>
    !ts.isUnionTypeNode(type) || type.types.every(({ kind }) => kind !== ts.SyntaxKind.UndefinedKeyword);

/** What the schema says of the one resource. */
export interface ResourceSpec {
    readonly description: string;
    readonly inputProperties: Properties;
    readonly properties: Properties;
}

/** The drive. */
export const resourceOf = (sources: Sources, types: Types): ResourceSpec => {
    const drive = sources.exported("sdk/config-drive.ts", "ConfigDrive");
    const { checker } = sources;
    const outputs = outputMembers(sources);
    const properties = Object.fromEntries(
        outputs.map(({ symbol, type }) => {
            const spec = types.specOf(checker.getTypeFromTypeNode(type), pascalCase(symbol.name));
            return [symbol.name, propertyOf(spec, symbol, checker)];
        }),
    );
    const resource = {
        description: commentOf(drive, checker) + examplesOf("ConfigDrive"),
        properties,
        required: outputs.filter(isRequired).map(({ symbol }) => symbol.name),
        inputProperties: inputsOf(sources, types),
        requiredInputs: [],
        aliases: [{ type: DYNAMIC }],
    };
    return resource;
};

const CONNECTION =
    'libvirt URI of the host, over a unix socket, ssh, TLS or TCP.\n\nDefault: `qemu:///system`\n\nExample: `"qemu+ssh://root@kvm1.example.org/system"`';

const CHECK_HOST =
    "Whether a preview also asks the host, for at most 5 seconds, what `up` would fail with: a missing pool or domain, a MAC that no NIC has, a full bus. What the program may still create, and a host that can't be reached, cause a warning.\n\nDefault: false";

/** The provider's configuration: what a drive's arguments are by default. */
export const configurationOf = (sources: Sources, inputs: Properties): Properties => ({
    ...Object.fromEntries(settingsOf(sources).map((name) => [name, inputs[name] ?? {}])),
    connection: { type: "string", description: CONNECTION, defaultInfo: { environment: ["LIBVIRT_DEFAULT_URI"] } },
    checkHost: { type: "boolean", description: CHECK_HOST },
});
