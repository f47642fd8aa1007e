/** The arguments of helper functions, for programs in other languages. In TypeScript the compiler checks them. */
import { z } from "zod";
import type { JsonObject } from "../model/inputs.ts";
import type { Problem } from "../model/problem.ts";
import { closed, problemsOf, verbatim } from "./schema.ts";
import type { MergeTypeArgs } from "./user-data/merge-type-of.ts";

/** Those of `cloudConfig`. */
export const cloudConfigArgs: z.ZodType<{ readonly config: JsonObject }> = closed({
    config: verbatim(z.record(z.string(), z.unknown())),
});

/** Those of `gzipped` and `publicKeysOf`. */
export const textArgs: z.ZodType<{ readonly text: string }> = closed({ text: z.string() });

/** Those of `mergeType`. */
export const mergeTypeArgs: z.ZodType<MergeTypeArgs> = closed({
    lists: z.enum(["append", "prepend", "keep"]).optional(),
    texts: z.enum(["replace", "append", "keep"]).optional(),
});

/** Arguments, or everything that is wrong with them. */
export const readFunctionArgs = <T>(
    schema: z.ZodType<T>,
    given: unknown,
): { readonly value: T } | { readonly problems: readonly Problem[] } => {
    const { value, problems } = problemsOf(schema, given);
    return value === undefined ? { problems } : { value };
};
