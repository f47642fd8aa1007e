import type { Input } from "@pulumi/pulumi";

/** `T`, in which any value inside can be a promise or an output. */
export type DeepInside<T> = T extends string | number | boolean | null | undefined
    ? T
    : { readonly [K in keyof T]: DeepInput<T[K]> };

/** `T`, which can be a promise or an output itself, and in which any value inside can be one. */
export type DeepInput<T> = Input<DeepInside<T>>;

/** A JSON object. Its members aren't typed further, so that outputs can be anywhere in it. */
export type JsonObjectInput = Readonly<Record<string, unknown>>;
