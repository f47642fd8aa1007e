import type { ErrorCode } from "../text/errors.ts";

/** Why a drive can't go somewhere in a domain, and what to do. */
export interface Refusal {
    readonly code: ErrorCode;
    /** The reason in a few words. */
    readonly short: string;
    readonly why: string;
}

/** Whether an answer is a refusal. */
export const isRefusal = (answer: object): answer is Refusal => "why" in answer;
