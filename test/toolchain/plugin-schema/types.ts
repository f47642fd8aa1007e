import ts from "typescript";
import { commentOf, propertyOf } from "./comments.ts";
import { pascalCase, typeName } from "./names.ts";
import type { NamedSpec, PropertySpec, TypeSpec } from "./specs.ts";

const ANY: TypeSpec = { $ref: "pulumi.json#/Any" };

const isAbsence = (node: ts.TypeNode): boolean =>
    node.kind === ts.SyntaxKind.UndefinedKeyword ||
    (ts.isLiteralTypeNode(node) && node.literal.kind === ts.SyntaxKind.NullKeyword);

/** The type as it is written: that of an optional property is a union in which the name of its type is lost. */
export const writtenType = (symbol: ts.Symbol, checker: ts.TypeChecker): ts.Type => {
    const { valueDeclaration: declaration } = symbol;
    const node = declaration !== undefined && ts.isPropertySignature(declaration) ? declaration.type : undefined;
    if (node === undefined) return checker.getTypeOfSymbol(symbol);
    const present = ts.isUnionTypeNode(node) ? node.types.filter((each) => !isAbsence(each)) : [node];
    const [only] = present;
    return checker.getTypeFromTypeNode(only !== undefined && present.length === 1 ? only : node);
};

const membersOf = (type: ts.Type): readonly ts.Type[] => (type.isUnion() ? type.types : [type]);

const ABSENT = ts.TypeFlags.Undefined | ts.TypeFlags.Null;

const presentIn = (type: ts.Type): readonly ts.Type[] => membersOf(type).filter((each) => (each.flags & ABSENT) === 0);

const textsOf = (members: readonly ts.Type[]): readonly string[] =>
    members.flatMap((each) => (each.isStringLiteral() ? [each.value] : []));

const listed = (words: readonly string[]): string =>
    words.length === 1 ? `${words[0]}` : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

/** Translates TypeScript's types of a declaration into the schema's, and collects the named ones. */
export class Types {
    /** By token, e.g. `config-drive:index:Link`. */
    public readonly named = new Map<string, NamedSpec>();
    readonly #checker: ts.TypeChecker;
    readonly #package: string;

    public constructor(checker: ts.TypeChecker, packageName: string) {
        this.#checker = checker;
        this.#package = packageName;
    }

    /** @param hint Name for a type that has none of its own. */
    public specOf(type: ts.Type, hint: string): TypeSpec {
        const name = type.aliasSymbol?.name;
        if (name === "JsonObject") return { type: "object", additionalProperties: ANY };
        const members = presentIn(type);
        const [only] = members;
        if (members.every((each) => each.isStringLiteral())) return this.#enum(members, name ?? hint, type);
        if (members.length === 1 && only !== undefined) return this.#single(only, name ?? hint);
        if (members.every((each) => (each.flags & ts.TypeFlags.BooleanLike) !== 0)) return { type: "boolean" };
        if (members.every((each) => this.#isObject(each))) return this.#object(type, members, name ?? hint);
        return { oneOf: this.#alternatives(members, name ?? hint) };
    }

    /** Texts of a union become one alternative, objects another. */
    #alternatives(members: readonly ts.Type[], hint: string): readonly TypeSpec[] {
        const kinds = members.map((each) => this.#single(each, hint));
        return [...new Map(kinds.map((kind) => [JSON.stringify(kind), kind])).values()];
    }

    #single(type: ts.Type, hint: string): TypeSpec {
        if ((type.flags & ts.TypeFlags.StringLike) !== 0) return { type: "string" };
        if ((type.flags & ts.TypeFlags.NumberLike) !== 0) return { type: "number" };
        if ((type.flags & ts.TypeFlags.BooleanLike) !== 0) return { type: "boolean" };
        return this.#collection(type, hint) ?? this.#object(type, [type], type.aliasSymbol?.name ?? hint);
    }

    #collection(type: ts.Type, hint: string): TypeSpec | undefined {
        if (this.#checker.isTupleType(type)) return { type: "array", items: { type: "string" } };
        if (this.#checker.isArrayType(type)) {
            const item = this.#checker.getIndexTypeOfType(type, ts.IndexKind.Number);
            return { type: "array", items: item === undefined ? ANY : this.specOf(item, hint) };
        }
        const value = this.#checker.getIndexTypeOfType(type, ts.IndexKind.String);
        if (value === undefined) return undefined;
        const isJson = type.symbol.name === "JsonObject";
        return { type: "object", additionalProperties: isJson ? ANY : this.specOf(value, hint) };
    }

    #isObject(type: ts.Type): boolean {
        const isList = this.#checker.isArrayType(type) || this.#checker.isTupleType(type);
        const isMap = this.#checker.getIndexTypeOfType(type, ts.IndexKind.String) !== undefined;
        return (type.flags & ts.TypeFlags.Object) !== 0 && !isList && !isMap;
    }

    /** In alphabetical order: that of TypeScript depends on what else is compiled. */
    #enum(members: readonly ts.Type[], name: string, described?: ts.Type): TypeSpec {
        const values = [...new Set(textsOf(members))].sort();
        return this.#name(name, {
            type: "string",
            ...this.#described(described),
            enum: values.map((value) => ({ name: pascalCase(value), value })),
        });
    }

    /**
     * One type for a union of objects: several languages have no unions. A property is required if every member
     * requires it, and says for which members it is.
     */
    #object(type: ts.Type, members: readonly ts.Type[], hint: string): TypeSpec {
        const [first] = members;
        const own = type.aliasSymbol?.name ?? (members.length === 1 ? first?.symbol?.name : undefined);
        const name = own === undefined || own === "__type" ? hint : own;
        const all = members.map((each) => this.#checker.getPropertiesOfType(each));
        const names = [...new Set(all.flatMap((properties) => properties.map((each) => each.name)))];
        const isRequired = (key: string): boolean =>
            all.every((properties) =>
                properties.some((each) => each.name === key && (each.flags & ts.SymbolFlags.Optional) === 0),
            );
        return this.#name(name, {
            type: "object",
            ...this.#described(type),
            properties: Object.fromEntries(
                names.map((key) => [key, this.#merged(key, all, `${name}${pascalCase(key)}`)]),
            ),
            required: names.filter(isRequired),
        });
    }

    #merged(key: string, all: readonly (readonly ts.Symbol[])[], hint: string): PropertySpec {
        const symbols = all.flatMap((properties) => properties.filter((each) => each.name === key));
        const [first] = symbols;
        if (first === undefined) throw new Error(`${hint}: no such property`);
        const types = symbols.map((symbol) => writtenType(symbol, this.#checker));
        const texts = types.flatMap(presentIn);
        const isChoice = types.length > 1 && texts.every((each) => each.isStringLiteral());
        const specs = isChoice
            ? [this.#enum(texts, this.#sharedName(types) ?? hint)]
            : types.map((type) => this.specOf(type, hint));
        if (new Set(specs.map((spec) => JSON.stringify(spec))).size !== 1) throw new Error(`${hint}: several types`);
        const spec = propertyOf(specs[0] ?? ANY, first, this.#checker);
        const limit = this.#limit(key, all);
        return limit === undefined ? spec : { ...spec, description: `${spec.description ?? ""} ${limit}`.trim() };
    }

    /** The name that all have, e.g. that of a property in a common base. */
    #sharedName(types: readonly ts.Type[]): string | undefined {
        const names = new Set(types.map((type) => type.aliasSymbol?.name));
        return names.size === 1 ? [...names][0] : undefined;
    }

    /** Which members of a union have a property, if not all, by the texts that tell them apart. */
    #limit(key: string, all: readonly (readonly ts.Symbol[])[]): string | undefined {
        const having = all.filter((properties) => properties.some((each) => each.name === key));
        if (having.length === all.length) return undefined;
        const kinds = having.flatMap((properties) =>
            properties
                .filter((each) => each.name === "type")
                .flatMap((each) => textsOf(presentIn(writtenType(each, this.#checker)))),
        );
        return kinds.length === 0 ? undefined : `Only for the type ${listed(kinds.map((kind) => `\`${kind}\``))}.`;
    }

    #name(name: string, spec: NamedSpec): TypeSpec {
        const token = `${this.#package}:index:${typeName(name)}`;
        const known = this.named.get(token);
        if (known !== undefined && JSON.stringify(known) !== JSON.stringify(spec)) {
            throw new Error(`${token} has two meanings`);
        }
        this.named.set(token, spec);
        return { $ref: `#/types/${token}` };
    }

    #described(type: ts.Type | undefined): { readonly description?: string } {
        const symbol = type?.aliasSymbol ?? type?.symbol;
        const description = symbol === undefined ? "" : commentOf(symbol, this.#checker);
        return description === "" ? {} : { description };
    }
}
