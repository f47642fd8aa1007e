import type { z } from "zod";
import { distance } from "../text/nearest.ts";

const LONGEST_QUOTE = 60;

/** A short text in quotes, cut where it is long. Never for the value of a secret. */
export const quote = (text: string): string =>
    JSON.stringify(text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text);

/** What a JSON value is, in words that never show the value itself. */
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

/** The known word that a mistyped one most likely stands for: at most a third of it, and three characters, differ. */
export const nearest = (word: string, known: readonly string[]): string | undefined => {
    const short = word.slice(0, LONGEST_QUOTE);
    const near = known
        .map((candidate) => ({ candidate, away: distance(plain(short), plain(candidate)) }))
        .filter(({ candidate, away }) => away <= Math.min(3, Math.floor(candidate.length / 3)))
        .sort((a, b) => a.away - b.away);
    return near[0]?.candidate;
};

/** The reason for a key that means nothing here. */
export const unknownKey = (key: string, known: readonly string[]): string => {
    const meant = nearest(key, known);
    if (meant !== undefined) return `unknown key; did you mean ${quote(meant)}?`;
    return `unknown key; known here: ${known.join(", ")}`;
};

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

/** zod's findings in the words of this package; the values themselves stay out, since any of them may be secret. */
export const reasonOf: z.core.$ZodErrorMap = (issue) => {
    if (issue.code === "invalid_type") return wrongType(EXPECTED[issue.expected] ?? issue.expected, issue.input);
    return issue.code === "invalid_value" ? choiceReason(issue.values, issue.input) : "can't be used here";
};
