import type { RawInputs } from "../../model/inputs.ts";
import type { Problem } from "../../model/problem.ts";
import { typeOf } from "../mime.ts";
import { type Findings, NONE, problem, warning } from "./cloud-config/findings.ts";
import { type Piece, piecesOf, problemIn } from "./piece.ts";

/** The findings in all cloud-config of a drive. */
export interface CloudConfigFindings {
    readonly problems: readonly Problem[];
    readonly warnings: readonly Problem[];
}

const CLOUD_CONFIG = /^text\/cloud-config(-archive)?$/i;

/** Whether a piece can be or contain cloud-config. Cheap, because drives for other guests rarely have any. */
const mayHold = ({ bytes, type = "", failure }: Piece): boolean => {
    if (failure !== undefined) return false;
    if (CLOUD_CONFIG.test(type)) return true;
    return CLOUD_CONFIG.test(typeOf(Buffer.from(bytes.subarray(0, 4096)).toString()));
};

const UNCHECKED = "so it isn't checked against cloud-init's schema";

/** Findings about a piece whose content can't be read. */
const ofFailure = ({ failure }: Piece): Findings => {
    if (failure === "damaged") return problem("starts like gzip but is damaged, so guests can't decompress it");
    if (failure === "too-large") return warning(`is larger than 16 MiB when decompressed, ${UNCHECKED}`);
    return failure === "too-complex" ? warning(`has too many MIME parts, ${UNCHECKED}`) : NONE;
};

/** Loads the checks, with the schema and the YAML parser, only if there is anything to check. */
const checkAll = async (pieces: readonly Piece[]): Promise<readonly (readonly [Piece, Findings])[]> => {
    if (pieces.length === 0) return [];
    const { checkContent } = await import("./cloud-config/check.ts");
    return pieces.map((piece) => [piece, checkContent(piece)]);
};

/**
 * Checks all cloud-config of a drive against cloud-init's own schema, which is only loaded if there is any.
 * Without `strictUserData` every finding is a warning.
 */
export const checkCloudConfig = async (inputs: RawInputs): Promise<CloudConfigFindings> => {
    const pieces = piecesOf(inputs);
    const found = [
        ...pieces.map((piece) => [piece, ofFailure(piece)] as const),
        ...(await checkAll(pieces.filter(mayHold))),
    ];
    const problems = found.flatMap(([piece, findings]) => findings.problems.map((reason) => problemIn(piece, reason)));
    const warnings = found.flatMap(([piece, findings]) => findings.warnings.map((reason) => problemIn(piece, reason)));
    const { strictUserData = true } = inputs;
    return strictUserData === true ? { problems, warnings } : { problems: [], warnings: [...problems, ...warnings] };
};
