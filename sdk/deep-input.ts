import type { Input } from "@pulumi/pulumi";

/** `T`, with a promise or an output allowed in the place of any value inside it. */
export type DeepInside<T> = T extends string | number | boolean | null | undefined
    ? T
    : { readonly [K in keyof T]: DeepInput<T[K]> };

/** `T`, with a promise or an output allowed in its place and in the place of any value inside it. */
export type DeepInput<T> = Input<DeepInside<T>>;

/** A JSON object. Its members aren't typed further, so that outputs may stand anywhere in it. */
export type JsonObjectInput = Readonly<Record<string, unknown>>;
