import {
    type DeclarationReflection,
    type ParameterReflection,
    ReflectionKind,
    type SignatureReflection,
} from "typedoc";
import { defaultOf, examplesOf, failuresOf, summaryOf } from "./comment.ts";
import { PARTS } from "./pages.ts";
import { spellingOf } from "./spelling.ts";
import { isOutput, shownType, typesIn } from "./types.ts";

/** What a section needs to know of the rest of the reference. */
export interface Context {
    /** Address of a type's section. */
    readonly addressOf: (name: string) => string | undefined;
    /** Whether an argument exists in the plugin's schema, and so in every language. */
    readonly isInSchema: (argument: string) => boolean;
}

const present = (parts: readonly (string | undefined)[]): string =>
    parts.filter((part) => part !== undefined && part !== "").join("\n\n");

const isOptional = (member: DeclarationReflection | ParameterReflection): boolean =>
    member.flags.isOptional || member.defaultValue !== undefined;

const typeLine = (member: DeclarationReflection, { addressOf }: Context): string => {
    if (member.type === undefined) return "";
    const shown = shownType(member.type);
    const isFree = isOptional(member) || isOutput(member.type);
    const links = typesIn(member.type).flatMap((name) => {
        const address = addressOf(name);
        return address === undefined ? [] : [{ name, link: `[\`${name}\`](${address})` }];
    });
    const [only] = links;
    const text = only?.name === shown ? only.link : [`\`${shown}\``, ...links.map(({ link }) => link)].join(", see ");
    return isFree ? text : `${text}; required`;
};

/** One argument or output, as a section. */
const memberSection = (member: DeclarationReflection, context: Context, owner?: string): string => {
    const value = defaultOf(member.comment);
    const facts = [
        `- **Type:** ${typeLine(member, context)}`,
        ...(value === undefined ? [] : [`- **Default:** ${value}`]),
        ...(owner === undefined && context.isInSchema(member.name) ? [`- **Name:** ${spellingOf(member.name)}`] : []),
    ];
    // Several types of a page can have members of the same name.
    const anchor = owner === undefined ? member.name : `${owner}-${member.name}`;
    return present([
        `### ${member.name} {#${anchor.toLowerCase()}}`,
        summaryOf(member.comment),
        facts.join("\n"),
        ...examplesOf(member.comment),
    ]);
};

const propertiesOf = (reflection: DeclarationReflection): readonly DeclarationReflection[] =>
    (reflection.children ?? []).filter((child) => child.kindOf(ReflectionKind.Property));

const declarerOf = (member: DeclarationReflection): string | undefined => member.inheritedFrom?.name.split(".")[0];

/** An interface whose members come from several others, under a heading for each of these. */
const inParts = (reflection: DeclarationReflection, context: Context): string =>
    present([
        summaryOf(reflection.comment),
        ...[...PARTS].flatMap(([name, heading]) => [
            `## ${heading}`,
            ...propertiesOf(reflection)
                .filter((member) => declarerOf(member) === name)
                .map((member) => memberSection(member, context)),
        ]),
    ]);

const interfaceSection = (reflection: DeclarationReflection, context: Context): string => {
    const own = propertiesOf(reflection).filter((member) => member.inheritedFrom === undefined);
    const parents = [...new Set(propertiesOf(reflection).flatMap((member) => declarerOf(member) ?? []))];
    const links = parents.flatMap((name) => {
        if (PARTS.has(name)) return [`the [arguments of a drive](/reference/arguments#what-is-on-the-drive)`];
        const address = context.addressOf(name);
        return address === undefined ? [] : [`those of [${name}](${address})`];
    });
    // A base that isn't exported has no section of its own.
    const shown = links.length === parents.length ? own : propertiesOf(reflection);
    const others = links.length === parents.length && links.length > 0 ? `Also has ${links.join(" and ")}.` : "";
    const members = shown.map((member) => memberSection(member, context, reflection.name));
    return present([`## ${reflection.name}`, summaryOf(reflection.comment), others, ...members]);
};

const aliasSection = (reflection: DeclarationReflection): string =>
    present([
        `## ${reflection.name}`,
        summaryOf(reflection.comment),
        `\`\`\`ts\ntype ${reflection.name} = ${reflection.type?.toString() ?? "unknown"}\n\`\`\``,
        ...examplesOf(reflection.comment),
    ]);

const parameterText = (each: ParameterReflection): string =>
    `${each.name.startsWith("__") ? "options" : each.name}${isOptional(each) ? "?" : ""}: ${each.type?.toString() ?? "unknown"}`;

const signatureText = (name: string, { parameters = [], type }: SignatureReflection): string => {
    const one = `${name}(${parameters.map(parameterText).join(", ")})`;
    const many = `${name}(\n${parameters.map((each) => `    ${parameterText(each)},\n`).join("")})`;
    return `\`\`\`ts\n${one.length > 60 ? many : one}: ${type?.toString() ?? "void"}\n\`\`\``;
};

const functionSection = (reflection: DeclarationReflection): string =>
    present(
        (reflection.signatures ?? []).flatMap((signature) => [
            summaryOf(signature.comment),
            signatureText(reflection.name, signature),
            (signature.parameters ?? [])
                .filter((each) => each.comment !== undefined)
                .map(
                    (each) => `- \`${each.name.startsWith("__") ? "options" : each.name}\`: ${summaryOf(each.comment)}`,
                )
                .join("\n"),
            ...failuresOf(signature.comment).map((text) => `**Throws** ${text}`),
            ...(examplesOf(signature.comment).length > 0 ? ["**Example**", ...examplesOf(signature.comment)] : []),
        ]),
    );

const classSection = (reflection: DeclarationReflection, context: Context): string => {
    const [made] = (reflection.children ?? []).filter((child) => child.kindOf(ReflectionKind.Constructor));
    const [signature] = made?.signatures ?? [];
    const own = propertiesOf(reflection).filter((member) => member.inheritedFrom === undefined);
    return present([
        summaryOf(reflection.comment),
        ...examplesOf(reflection.comment),
        "## Constructor",
        signature === undefined ? "" : signatureText(`new ${reflection.name}`, signature),
        (signature?.parameters ?? []).map((each) => `- \`${each.name}\`: ${summaryOf(each.comment)}`).join("\n"),
        "The [arguments](/reference/arguments) have a page of their own.",
        "## Outputs",
        ...own.map((member) => memberSection(member, context)),
    ]);
};

/** What the reference says of one of the package's exports. */
export const sectionOf = (reflection: DeclarationReflection, context: Context): string => {
    if (reflection.kindOf(ReflectionKind.Class)) return classSection(reflection, context);
    if (reflection.kindOf(ReflectionKind.Function)) return functionSection(reflection);
    if (reflection.kindOf(ReflectionKind.TypeAlias)) return aliasSection(reflection);
    return reflection.name === "ConfigDriveArgs" ? inParts(reflection, context) : interfaceSection(reflection, context);
};
