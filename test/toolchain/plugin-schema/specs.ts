/** The parts of Pulumi's package schema that this package uses: pulumi/pkg/codegen/schema/pulumi.json. */

/** A type, as a property has it. */
export interface TypeSpec {
    readonly type?: string;
    readonly $ref?: string;
    readonly items?: TypeSpec;
    readonly additionalProperties?: TypeSpec;
    readonly oneOf?: readonly TypeSpec[];
}

/** A property of an object or a resource. */
export interface PropertySpec extends TypeSpec {
    readonly description?: string;
    readonly secret?: true;
    readonly default?: unknown;
    readonly defaultInfo?: { readonly environment: readonly string[] };
    readonly deprecationMessage?: string;
    readonly language?: object;
}

/** Properties by name. */
export type Properties = Readonly<Record<string, PropertySpec>>;

/** An object. */
export interface ObjectSpec {
    readonly type?: "object";
    readonly description?: string;
    readonly properties: Properties;
    readonly required?: readonly string[];
}

/** A named type: an object or an enum. */
export interface NamedSpec {
    readonly type: string;
    readonly description?: string;
    readonly properties?: Properties;
    readonly required?: readonly string[];
    readonly enum?: readonly { readonly value: string; readonly name?: string }[];
}

/** A function. */
export interface FunctionSpec {
    readonly description: string;
    readonly inputs: ObjectSpec;
    readonly outputs: ObjectSpec;
}
