import { z } from "zod";
import type { JsonObject } from "../model/inputs.ts";
import type { Problem } from "../model/problem.ts";
import { UNKNOWN } from "../model/unknown.ts";
import { isJsonObject, isObject } from "./json.ts";
import { type Path, showPath, valueAt } from "./path.ts";
import { meantBy, quote, reasonOf, unknownKey, wrongType } from "./reason.ts";

/** A schema for every key of `T`. */
export type Schemas<T> = { readonly [K in keyof T]-?: z.ZodType<T[K]> };

/** A finding of one schema; its path starts at the schema's own root. */
interface Finding {
    readonly path: Path;
    readonly reason: string;
}

type Parsed<T> = { readonly value: T } | { readonly findings: readonly Finding[] };

const stepsOf = (path: readonly PropertyKey[]): Path =>
    path.map((step) => (typeof step === "symbol" ? String(step) : step));

const parse = <T>(schema: z.ZodType<T>, value: unknown): Parsed<T> => {
    const parsed = schema.safeParse(value, { error: reasonOf });
    if (parsed.success) return { value: parsed.data };
    return { findings: parsed.error.issues.map(({ path, message }) => ({ path: stepsOf(path), reason: message })) };
};

/** A string in which `wrong` finds no fault. */
export const text = (wrong: (value: string) => string | undefined): z.ZodType<string> =>
    z.string().superRefine((value, context) => {
        const message = wrong(value);
        if (message !== undefined) context.addIssue({ code: "custom", message });
    });

/** A whole number JavaScript represents exactly. */
export const wholeNumber: z.ZodType<number> = z
    .number()
    .refine(Number.isSafeInteger, { error: "must be a whole number" });

const report = (findings: readonly Finding[], context: z.core.$RefinementCtx): never => {
    for (const { path, reason } of findings) {
        context.addIssue({ code: "custom", path: [...path], message: reason });
    }
    return z.NEVER;
};

/** A schema that depends on the value it gets, so that the reasons are about one shape only. */
export const choose = <T>(schemaFor: (value: unknown) => z.ZodType<T>): z.ZodType<T> =>
    z.unknown().transform((value, context) => {
        const parsed = parse(schemaFor(value), value);
        return "value" in parsed ? parsed.value : report(parsed.findings, context);
    });

/** A schema that rejects every value, with one reason. */
export const never = (reason: string): z.ZodType<never> =>
    z.unknown().transform((_, context): never => report([{ path: [], reason }], context));

type ObjectOf<S extends z.ZodRawShape> = z.ZodType<z.output<z.ZodObject<S>>>;

/** Runs a check of an object even if some of its members are wrong, so that all problems show at once. */
const onAnyObject = { when: ({ value }: { readonly value: unknown }): boolean => isObject(value) };

/** How many unknown keys of one object are reported one by one. */
const MOST_KEYS = 20;

/** Pulumi turns a `Buffer` into an object with a key for each byte. */
export const isBytes = (value: object): boolean =>
    Object.entries(value).every(([key, byte], index) => key === `${index}` && typeof byte === "number");

const BYTES = 'is binary data; pass text, e.g. readFileSync(path, "utf8"), or { base64: readFileSync(path, "base64") }';

/**
 * An object with exactly these keys.
 *
 * @param reasonFor A better reason for some other keys, e.g. that they belong elsewhere.
 */
export const closed = <S extends z.ZodRawShape>(
    shape: S,
    reasonFor: (key: string) => string | undefined = () => undefined,
): ObjectOf<S> => {
    const known = Object.keys(shape);
    return z.looseObject(shape).superRefine((value, context) => {
        const unknown = Object.keys(value).filter((key) => !known.includes(key));
        if (unknown.length > 1 && isBytes(value)) {
            context.addIssue({ code: "custom", message: BYTES });
            return;
        }
        for (const key of unknown.slice(0, MOST_KEYS)) {
            context.addIssue({ code: "custom", path: [key], message: reasonFor(key) ?? unknownKey(key, known) });
        }
        if (unknown.length <= MOST_KEYS) return;
        context.addIssue({ code: "custom", message: `has ${unknown.length - MOST_KEYS} more unknown keys` });
    }, onAnyObject);
};

/** An object with these keys and any others. Another key is only an error if it is a misspelling of a missing one. */
export const open = <S extends z.ZodRawShape>(shape: S): ObjectOf<S> => {
    const known = Object.keys(shape);
    const required = Object.entries(shape)
        .filter(([, schema]) => !z.safeParse(schema, undefined).success)
        .map(([key]) => key);
    return z.looseObject(shape).superRefine((value, context) => {
        const missing = required.filter((key) => value[key] === undefined);
        for (const key of Object.keys(value).filter((key) => !known.includes(key))) {
            const meant = meantBy(key, missing);
            if (meant === undefined) continue;
            context.addIssue({ code: "custom", path: [key], message: `unknown key; did you mean ${quote(meant)}?` });
        }
    }, onAnyObject);
};

/** A document that is written to the drive unchanged if it has the given shape. */
export const verbatim = (shape: z.ZodType): z.ZodType<JsonObject> =>
    z.unknown().transform((value, context) => {
        const parsed = parse(shape, value);
        if ("value" in parsed && isJsonObject(value)) return value;
        const findings = "findings" in parsed ? parsed.findings : [{ path: [], reason: wrongType("an object", value) }];
        return report(findings, context);
    });

const isKnown = (root: unknown, path: Path): boolean =>
    path.every((_, index) => valueAt(root, path.slice(0, index + 1)) !== UNKNOWN);

/** A schema's findings in the inputs, except those that are only due to a value that isn't known yet. */
export const problemsOf = <T>(schema: z.ZodType<T>, inputs: unknown): { value?: T; problems: readonly Problem[] } => {
    const parsed = parse(schema, inputs);
    if ("value" in parsed) return { value: parsed.value, problems: [] };
    const known = parsed.findings.filter(({ path }) => isKnown(inputs, path));
    return { problems: known.map(({ path, reason }) => ({ path: showPath(path), reason })) };
};
