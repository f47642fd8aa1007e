import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A property in the plugin's schema. */
export interface SchemaProperty {
    readonly type?: string;
    readonly $ref?: string;
    readonly description?: string;
}

/** What the site shows of the plugin's schema. */
export interface Schema {
    readonly displayName: string;
    readonly description: string;
    readonly config: { readonly variables: Readonly<Record<string, SchemaProperty>> };
    readonly resources: Readonly<
        Record<string, { readonly inputProperties: Readonly<Record<string, SchemaProperty>> }>
    >;
}

/** Reads the plugin's schema. */
export const readSchema = (root: string): Schema =>
    JSON.parse(readFileSync(join(root, "plugin", "schema.json"), "utf8"));
