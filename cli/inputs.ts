import { PLACEMENT_KEYS } from "../provider/check/placement.ts";
import { buildKnown, type KnownBuild } from "../provider/image/build.ts";
import type { RawInputs } from "../provider/model/inputs.ts";
import type { Problem } from "../provider/model/problem.ts";
import { nameBasedUuid } from "../provider/model/uuid.ts";
import { CONTENT_KEYS } from "../provider/spec/parse.ts";
import { kindOf, strayKeys } from "../provider/spec/reason.ts";
import { parseJson } from "./io/json.ts";

const isRecord = (value: unknown): value is RawInputs =>
    typeof value === "object" && value !== null && !Array.isArray(value);

const strayReason = (key: string): string | undefined =>
    PLACEMENT_KEYS.includes(key) ? "belongs to the Pulumi resource, not the image; omit it here" : undefined;

/** Outside Pulumi there is no domain UUID to use. Equal names give equal instances. */
const defaultUuid = ({ hostname, name, projectId }: RawInputs): string =>
    nameBasedUuid(JSON.stringify(["config-drive", hostname ?? null, name ?? null, projectId ?? null]));

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

/** Builds the drive that an INPUTS.json describes. `format` overrides the one in the file. */
export const buildInputs = async (document: Uint8Array, source: string, format?: string): Promise<KnownBuild> => {
    const parsed = parseInputs(document, source);
    if (!parsed.ok) return { kind: "problems", problems: [parsed.problem], warnings: [] };
    const inputs = format === undefined ? parsed.inputs : { ...parsed.inputs, format };
    return await buildKnown(inputs, defaultUuid(inputs), strayKeys(inputs, CONTENT_KEYS, strayReason));
};
