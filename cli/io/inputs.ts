import type { RawInputs } from "../../provider/model/inputs.ts";
import type { Problem } from "../../provider/model/problem.ts";
import { kindOf } from "../../provider/spec/reason.ts";
import { parseJson } from "./json.ts";

const isRecord = (value: unknown): value is RawInputs =>
    typeof value === "object" && value !== null && !Array.isArray(value);

/** The object in an INPUTS.json, or the document's problem. */
export type ParsedInputs =
    | { readonly ok: true; readonly inputs: RawInputs }
    | { readonly ok: false; readonly problem: Problem };

/** Reads an INPUTS.json. */
export const parseInputs = (document: Uint8Array, source: string): ParsedInputs => {
    const parsed = parseJson(document);
    if (!parsed.ok) return { ok: false, problem: { path: source, reason: parsed.reason } };
    if (isRecord(parsed.value)) return { ok: true, inputs: parsed.value };
    return { ok: false, problem: { path: source, reason: `must be an object, not ${kindOf(parsed.value)}` } };
};
