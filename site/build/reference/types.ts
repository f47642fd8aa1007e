import { type DeclarationReflection, type ReferenceType, ReflectionKind, type SomeType, type Type } from "typedoc";

/** Wrappers that the reference mentions once, not at each type: any value can be an output. */
const WRAPPERS = ["Input", "Output", "OutputInstance", "DeepInput", "DeepInside", "Readonly"];

const OUTPUTS = ["Output", "OutputInstance"];

const isUndefined = (type: SomeType): boolean => type.type === "intrinsic" && type.name === "undefined";

const isLiterals = (type: SomeType | undefined): boolean =>
    type?.type === "literal" || (type?.type === "union" && type.types.every(isLiterals));

const aliasOf = (type: SomeType): DeclarationReflection | undefined => {
    if (type.type !== "reference" || !type.reflection?.isDeclaration()) return undefined;
    return type.reflection.kindOf(ReflectionKind.TypeAlias) ? type.reflection : undefined;
};

const shownReference = (type: ReferenceType): string => {
    const [first, second] = type.typeArguments ?? [];
    if (WRAPPERS.includes(type.name) && first !== undefined) return shownType(first);
    if (type.name === "Record" && first !== undefined && second !== undefined) {
        return `{ [name: ${shownType(first)}]: ${shownType(second)} }`;
    }
    const alias = aliasOf(type);
    return alias?.type && isLiterals(alias.type) ? shownType(alias.type) : type.name;
};

const shownUnion = (types: readonly SomeType[]): string =>
    [...new Set(types.filter((each) => !isUndefined(each)).map(shownType))].join(" | ");

const shownArray = (element: string): string => (element.includes(" ") ? `(${element})[]` : `${element}[]`);

/** A type as a reader needs it: without outputs and `undefined`, and with the values of a closed list. */
export const shownType = (type: SomeType): string => {
    if (type.type === "reference") return shownReference(type);
    if (type.type === "union") return shownUnion(type.types);
    if (type.type === "array") return shownArray(shownType(type.elementType));
    return type.type === "typeOperator" && type.operator === "readonly" ? shownType(type.target) : type.toString();
};

const innerTypes = (type: SomeType): readonly Type[] => {
    if (type.type === "reference") return type.typeArguments ?? [];
    if (type.type === "union" || type.type === "intersection") return type.types;
    if (type.type === "array") return [type.elementType];
    return type.type === "typeOperator" ? [type.target] : [];
};

const isOwn = (type: SomeType): type is ReferenceType =>
    type.type === "reference" &&
    type.reflection !== undefined &&
    !WRAPPERS.includes(type.name) &&
    !isLiterals(aliasOf(type)?.type);

/** The package's own types in a type, which have a section on a page. */
export const typesIn = (type: SomeType): readonly string[] => {
    const inner = innerTypes(type).flatMap((each) => typesIn(each as SomeType));
    return [...new Set([...(isOwn(type) ? [type.name] : []), ...inner])];
};

/** Whether a type is an output's, whose value the program doesn't set. */
export const isOutput = (type: SomeType | undefined): boolean =>
    type?.type === "reference" && OUTPUTS.includes(type.name);
