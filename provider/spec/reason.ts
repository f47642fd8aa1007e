import type { z } from "zod";
import type { Problem } from "../model/problem.ts";
import { distance } from "../text/nearest.ts";
import { truncated } from "../text/truncated.ts";
import { showPath } from "./path.ts";

const LONGEST_QUOTE = 60;

/** A text in quotes, truncated if it is long. Never pass the value of a secret. */
export const quote = (text: string): string => JSON.stringify(truncated(text, LONGEST_QUOTE));

/** The kind of a JSON value, without showing the value itself. */
export const kindOf = (value: unknown): string => {
    if (value === undefined) return "undefined";
    if (value === null) return "null";
    if (Array.isArray(value)) return "a list";
    return typeof value === "object" ? "an object" : `a ${typeof value}`;
};

/** The reason for a value of the wrong type. */
export const wrongType = (expected: string, value: unknown): string =>
    value === undefined ? `is missing; it must be ${expected}` : `must be ${expected}, not ${kindOf(value)}`;

const plain = (word: string): string => word.toLowerCase().replace(/[-_]/g, "");

/** The known word a misspelt one most likely stands for: at most a third of it, and three characters, differ. */
export const meantBy = (word: string, known: readonly string[]): string | undefined => {
    const short = word.slice(0, LONGEST_QUOTE);
    const near = known
        .map((candidate) => ({ candidate, away: distance(plain(short), plain(candidate)) }))
        .filter(({ candidate, away }) => away <= Math.min(3, Math.floor(candidate.length / 3)))
        .sort((a, b) => a.away - b.away);
    return near[0]?.candidate;
};

/** The reason for an unknown key. */
export const unknownKey = (key: string, known: readonly string[]): string => {
    const meant = meantBy(key, known);
    if (meant !== undefined) return `unknown key; did you mean ${quote(meant)}?`;
    return `unknown key; supported keys: ${known.join(", ")}`;
};

/**
 * One problem for each key of the inputs that isn't known.
 *
 * @param reasonFor A better reason for some keys, e.g. that they belong elsewhere.
 */
export const strayKeys = (
    inputs: Readonly<Record<string, unknown>>,
    known: readonly string[],
    reasonFor: (key: string) => string | undefined = () => undefined,
): readonly Problem[] =>
    Object.keys(inputs)
        .filter((key) => !known.includes(key))
        .map((key) => ({ path: showPath([key]), reason: reasonFor(key) ?? unknownKey(key, known) }));

const EXPECTED: Readonly<Record<string, string>> = {
    string: "a string",
    number: "a number",
    boolean: "true or false",
    array: "a list",
    object: "an object",
    record: "an object",
};

const choiceReason = (choices: readonly unknown[], value: unknown): string => {
    const words = choices.map((choice) => JSON.stringify(choice)).join(", ");
    const expected = choices.length === 1 ? words : `one of ${words}`;
    return typeof value === "string" ? `must be ${expected}` : wrongType(expected, value);
};

/** Words zod's findings; never shows the values themselves, since any of them can be secret. */
export const reasonOf: z.core.$ZodErrorMap = (issue) => {
    if (issue.code === "invalid_type") return wrongType(EXPECTED[issue.expected] ?? issue.expected, issue.input);
    return issue.code === "invalid_value" ? choiceReason(issue.values, issue.input) : "can't be used here";
};
