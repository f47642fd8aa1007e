import { dirname } from "node:path";
import { type Source, startOf } from "../../provider/formats/bytes/source.ts";
import type { RawInputs } from "../../provider/model/inputs.ts";
import type { Problem } from "../../provider/model/problem.ts";
import type { Naming } from "../../provider/sources/resolve.ts";
import { kindOf } from "../../provider/spec/reason.ts";
import type { Io } from "./io.ts";
import { decodeUtf8, type ParsedJson, parseJson } from "./json.ts";
import { nameOf, openSource, STANDARD } from "./source.ts";

/** Most bytes of a declaration. */
export const MAX_INPUTS: number = 128 * 1024 * 1024;

/** The object in a declaration, or the document's problem. */
export type ParsedInputs =
    | {
          readonly ok: true;
          readonly inputs: RawInputs;
          /** Where relative paths in the inputs start. */
          readonly folder: string;
      }
    | { readonly ok: false; readonly problem: Problem };

const isRecord = (value: unknown): value is RawInputs =>
    typeof value === "object" && value !== null && !Array.isArray(value);

/** YAML by its name, or because it can't have been meant as JSON. */
const isYaml = (path: string, text: string): boolean =>
    /\.ya?ml$/i.test(path) || !(/\.json$/i.test(path) || /^\s*(?:[{["]|$)/.test(text));

const parse = async (path: string, bytes: Uint8Array): Promise<ParsedJson> => {
    const json = parseJson(bytes);
    if (json.ok) return json;
    const text = decodeUtf8(bytes);
    if (text === undefined || !isYaml(path, text)) return json;
    // Only YAML loads its parser.
    const { parseYaml } = await import("./yaml.ts");
    return parseYaml(text);
};

/** Whether a file starts as no text does: binary files are named for what they are. */
export const isBinary = (source: Source): boolean => startOf(source, 4096).includes(0);

/** Reads the declaration in a file that is open. */
export const parseInputs = async (path: string, source: Source): Promise<ParsedInputs> => {
    const refused = (reason: string): ParsedInputs => ({ ok: false, problem: { path: nameOf(path), reason } });
    if (isBinary(source)) return refused("isn't JSON or YAML, but a binary file; config-drive inspect shows images");
    if (source.size > MAX_INPUTS) return refused(`has more than ${MAX_INPUTS} bytes`);
    const parsed = await parse(path, source.read(0, source.size));
    if (!parsed.ok) return refused(parsed.reason);
    // Only files can be filled from; a pipe such as bash's <(…) has no folder of its own.
    const folder = path === STANDARD || source.fill === undefined ? "." : dirname(path);
    if (isRecord(parsed.value)) return { ok: true, inputs: parsed.value, folder };
    return refused(`must be an object, not ${kindOf(parsed.value)}`);
};

/** How a declaration names files: relative to its own folder, or from standard input to the working directory. */
export const beside = ({ folder }: { readonly folder: string }): Naming => ({ base: folder, isPathAllowed: true });

/** Reads the declaration in a file, or on standard input for `-`. */
export const loadInputs = async (path: string, io: Io): Promise<ParsedInputs> => {
    await using opened = await openSource(path, io, MAX_INPUTS);
    return await parseInputs(path, opened.source);
};
