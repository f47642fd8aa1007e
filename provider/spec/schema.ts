import { z } from "zod";
import type { JsonObject } from "../model/inputs.ts";
import { type Problem, UNKNOWN } from "../model/problem.ts";
import { isJsonObject, isObject } from "./json.ts";
import { type Path, showPath, valueAt } from "./path.ts";
import { nearest, quote, reasonOf, unknownKey, wrongType } from "./reason.ts";

/** A schema for every key of `T`. */
export type Schemas<T> = { readonly [K in keyof T]-?: z.ZodType<T[K]> };

/** A finding of one schema: where, from its own root, and why. */
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

/** A whole number that JavaScript holds exactly. */
export const wholeNumber: z.ZodType<number> = z
    .number()
    .refine(Number.isSafeInteger, { error: "must be a whole number" });

/** A schema that chooses another by the value it gets, so that the reasons speak of one shape only. */
export const choose = <T>(schemaFor: (value: unknown) => z.ZodType<T>): z.ZodType<T> =>
    z.unknown().transform((value, context) => {
        const parsed = parse(schemaFor(value), value);
        if ("value" in parsed) return parsed.value;
        for (const { path, reason } of parsed.findings) {
            context.addIssue({ code: "custom", path: [...path], message: reason });
        }
        return z.NEVER;
    });

/** A schema that refuses everything, for one reason. */
export const never = (reason: string): z.ZodType<never> =>
    z.unknown().transform((_, context): never => {
        context.addIssue({ code: "custom", message: reason });
        return z.NEVER;
    });

type ObjectOf<S extends z.ZodRawShape> = z.ZodType<z.output<z.ZodObject<S>>>;

/** Lets a check of an object see it although members of it are wrong, so that all problems show at once. */
const onAnyObject = { when: ({ value }: { readonly value: unknown }): boolean => isObject(value) };

/** Unknown keys of one object that are named one by one. */
const MOST_KEYS = 20;

/** What Pulumi makes of a `Buffer`: an object with a key for each byte. */
const isBytes = (value: object): boolean =>
    Object.entries(value).every(([key, byte], index) => key === `${index}` && typeof byte === "number");

const BYTES = 'is bytes; give a text, as by readFileSync(path, "utf8"), or { base64: readFileSync(path, "base64") }';

/** An object with exactly these keys. */
export const closed = <S extends z.ZodRawShape>(shape: S): ObjectOf<S> => {
    const known = Object.keys(shape);
    return z.looseObject(shape).superRefine((value, context) => {
        const unknown = Object.keys(value).filter((key) => !known.includes(key));
        if (unknown.length > 1 && isBytes(value)) {
            context.addIssue({ code: "custom", message: BYTES });
            return;
        }
        for (const key of unknown.slice(0, MOST_KEYS)) {
            context.addIssue({ code: "custom", path: [key], message: unknownKey(key, known) });
        }
        if (unknown.length <= MOST_KEYS) return;
        context.addIssue({ code: "custom", message: `has ${unknown.length - MOST_KEYS} more unknown keys` });
    }, onAnyObject);
};

/** An object with these keys and any others. Another key is refused only where it is a missing one, mistyped. */
export const open = <S extends z.ZodRawShape>(shape: S): ObjectOf<S> => {
    const known = Object.keys(shape);
    const required = Object.entries(shape)
        .filter(([, schema]) => !z.safeParse(schema, undefined).success)
        .map(([key]) => key);
    return z.looseObject(shape).superRefine((value, context) => {
        const missing = required.filter((key) => value[key] === undefined);
        for (const key of Object.keys(value).filter((key) => !known.includes(key))) {
            const meant = nearest(key, missing);
            if (meant === undefined) continue;
            context.addIssue({ code: "custom", path: [key], message: `unknown key; did you mean ${quote(meant)}?` });
        }
    }, onAnyObject);
};

/** A document that goes on the drive as it is, once it has the given shape. */
export const verbatim = (shape: z.ZodType): z.ZodType<JsonObject> =>
    z.unknown().transform((value, context) => {
        const parsed = parse(shape, value);
        if ("value" in parsed && isJsonObject(value)) return value;
        const findings = "findings" in parsed ? parsed.findings : [{ path: [], reason: wrongType("an object", value) }];
        for (const { path, reason } of findings) {
            context.addIssue({ code: "custom", path: [...path], message: reason });
        }
        return z.NEVER;
    });

const isKnown = (root: unknown, path: Path): boolean =>
    path.every((_, index) => valueAt(root, path.slice(0, index + 1)) !== UNKNOWN);

/** What a schema finds in the inputs, without what it finds only because a value isn't known yet. */
export const problemsOf = <T>(schema: z.ZodType<T>, inputs: unknown): { value?: T; problems: readonly Problem[] } => {
    const parsed = parse(schema, inputs);
    if ("value" in parsed) return { value: parsed.value, problems: [] };
    const known = parsed.findings.filter(({ path }) => isKnown(inputs, path));
    return { problems: known.map(({ path, reason }) => ({ path: showPath(path), reason })) };
};
