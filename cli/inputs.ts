import { PLACEMENT_KEYS } from "../provider/check/placement.ts";
import { imageProblem } from "../provider/image/problem.ts";
import { type DriveImage, writeImage } from "../provider/image/write.ts";
import { type Problem, placeholdersIn } from "../provider/model/problem.ts";
import { CONTENT_KEYS, type DriveSpec, parseSpec } from "../provider/spec/parse.ts";
import { showPath } from "../provider/spec/path.ts";
import { kindOf, unknownKey } from "../provider/spec/reason.ts";
import { checkCloudConfig } from "../provider/spec/user-data/cloud-config.ts";
import { layOut } from "../provider/tree/lay-out.ts";
import { nameBasedUuid } from "../provider/uuid.ts";
import { parseJson } from "./json.ts";

type RawInputs = Readonly<Record<string, unknown>>;

/** An image made of inputs, or everything that is wrong with them; warnings in either case. */
export interface Prepared {
    readonly image: DriveImage | undefined;
    readonly problems: readonly Problem[];
    readonly warnings: readonly Problem[];
}

const isRecord = (value: unknown): value is RawInputs =>
    typeof value === "object" && value !== null && !Array.isArray(value);

const strayKeys = (inputs: RawInputs): readonly Problem[] =>
    Object.keys(inputs)
        .filter((key) => !CONTENT_KEYS.includes(key))
        .map((key) => ({
            path: showPath([key]),
            reason: PLACEMENT_KEYS.includes(key)
                ? "belongs to the Pulumi resource, not to the image; leave it out here"
                : unknownKey(key, CONTENT_KEYS),
        }));

/** Outside Pulumi there is no domain whose UUID could be taken: equal names give equal instances. */
const defaultUuid = ({ hostname, name, projectId }: RawInputs): string =>
    nameBasedUuid(JSON.stringify(["config-drive", hostname ?? null, name ?? null, projectId ?? null]));

const refused = (problems: readonly Problem[], warnings: readonly Problem[] = []): Prepared => ({
    image: undefined,
    problems,
    warnings,
});

const draw = (spec: DriveSpec, warnings: readonly Problem[]): Prepared => {
    try {
        return { image: writeImage(layOut(spec), spec), problems: [], warnings };
    } catch (error) {
        return refused([imageProblem(error, spec)], warnings);
    }
};

/** The object in an INPUTS.json, or what is wrong with the document. */
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

const prepare = (inputs: RawInputs): Prepared => {
    const result = parseSpec(inputs, defaultUuid(inputs));
    const stray = strayKeys(inputs);
    const found = result.kind === "problems" ? result.problems : [];
    if (result.kind === "spec" && stray.length === 0) return draw(result.spec, result.warnings);
    const placeholders = placeholdersIn(
        inputs,
        Object.keys(inputs).filter((key) => CONTENT_KEYS.includes(key)),
    );
    return refused([...stray, ...found, ...placeholders], result.warnings);
};

/** Makes the image that an INPUTS.json describes. A format given apart counts, not the one in the file. */
export const prepareImage = async (
    document: Uint8Array,
    source: string,
    format: string | undefined,
): Promise<Prepared> => {
    const parsed = parseInputs(document, source);
    if (!parsed.ok) return refused([parsed.problem]);
    const inputs = format === undefined ? parsed.inputs : { ...parsed.inputs, format };
    const prepared = prepare(inputs);
    const found = await checkCloudConfig(inputs);
    const warnings = [...prepared.warnings, ...found.warnings];
    if (found.problems.length === 0) return { ...prepared, warnings };
    return refused([...prepared.problems, ...found.problems], warnings);
};
