import ts from "typescript";
import type { PropertySpec, TypeSpec } from "./specs.ts";
import { reworded } from "./wording.ts";

const tagsOf = (symbol: ts.Symbol, checker: ts.TypeChecker, wanted: string): readonly string[] =>
    symbol
        .getJsDocTags(checker)
        .filter(({ name }) => name === wanted)
        .map(({ text }) => ts.displayPartsToString(text).trim());

/** Only what reads the same in every language: JSON, or nearly so. Not what calls a function or names a variable. */
const isLiteral = (example: string): boolean => /^["[{]/.test(example) && !/\bnew |\bvm\b|\bdomainArgs\b/.test(example);

const shown = (example: string): string =>
    example.includes("\n") ? `Example:\n\n\`\`\`\n${example}\n\`\`\`` : `Example: \`${example}\``;

/** The text of a declaration's comment, with its default and examples. */
export const commentOf = (symbol: ts.Symbol, checker: ts.TypeChecker): string => {
    const text = ts.displayPartsToString(symbol.getDocumentationComment(checker));
    const defaults = tagsOf(symbol, checker, "default").map((value) => `Default: ${value}`);
    const examples = tagsOf(symbol, checker, "example").filter(isLiteral).map(shown);
    return [text, ...defaults, ...examples]
        .filter((part) => part !== "")
        .map(reworded)
        .join("\n\n");
};

/** TypeScript has one type for all numbers; a tag says which have no fraction. */
export const withIntegers = <T extends TypeSpec>(spec: T, symbol: ts.Symbol, checker: ts.TypeChecker): T => {
    if (tagsOf(symbol, checker, "integer").length === 0) return spec;
    if (spec.type === "number") return { ...spec, type: "integer" };
    if (spec.items?.type === "number") return { ...spec, items: { ...spec.items, type: "integer" } };
    throw new Error(`${symbol.name} is marked as an integer and isn't a number`);
};

/** Only booleans, numbers and texts, enums among them, can have a default. */
const fits = (value: unknown, { type = "string", oneOf }: TypeSpec): boolean =>
    typeof value === (type === "integer" ? "number" : type) && type !== "object" && oneOf === undefined;

/** The default as a value, if it is one in every program. */
export const staticDefault = (
    spec: TypeSpec,
    symbol: ts.Symbol,
    checker: ts.TypeChecker,
): Pick<PropertySpec, "default"> => {
    const [text] = tagsOf(symbol, checker, "default");
    if (text === undefined) return {};
    try {
        const value: unknown = JSON.parse(text);
        return fits(value, spec) ? { default: value } : {};
    } catch {
        return {};
    }
};

/** What a comment says of a deprecated declaration. */
export const deprecation = (symbol: ts.Symbol, checker: ts.TypeChecker): Pick<PropertySpec, "deprecationMessage"> => {
    const [message] = tagsOf(symbol, checker, "deprecated");
    return message === undefined ? {} : { deprecationMessage: message };
};

/** Everything but the type that a comment says of a property. */
export const propertyOf = (spec: TypeSpec, symbol: ts.Symbol, checker: ts.TypeChecker): PropertySpec => {
    const description = commentOf(symbol, checker);
    const documented = description === "" ? spec : { ...spec, description };
    return {
        ...withIntegers(documented, symbol, checker),
        ...deprecation(symbol, checker),
        ...csharpName(symbol.name),
    };
};

/** C# names properties in PascalCase, and its generator only changes the first letter. */
const csharpName = (name: string): Pick<PropertySpec, "language"> => {
    if (!name.includes("_")) return {};
    const words = name.split("_").map((word) => (word[0] ?? "").toUpperCase() + word.slice(1));
    return { language: { csharp: { name: words.join("") } } };
};
