import type { RawInputs } from "../../model/inputs.ts";
import type { Problem } from "../../model/problem.ts";
import { entriesOf } from "../json.ts";
import { typeOf } from "../mime.ts";
import { isBinary } from "./beginning.ts";
import { type Findings, NONE, problem, warning } from "./cloud-config/findings.ts";
import { failureReason } from "./failure-reason.ts";
import { nearMiss } from "./near-miss.ts";
import { isGuessed, type Piece, piecesOf, problemIn } from "./piece.ts";
import { isUnreadMime } from "./unread-mime.ts";

/** The findings in all cloud-config of a drive. */
export interface CloudConfigFindings {
    readonly problems: readonly Problem[];
    readonly warnings: readonly Problem[];
}

const CLOUD_CONFIG = /^text\/(cloud-config(-archive)?|jinja2)$/i;

/** Whether a piece can be or contain cloud-config, or a template of it. Cheap, because drives for other guests rarely have any. */
const mayHold = ({ bytes, type = "", failure }: Piece): boolean => {
    if (failure !== undefined) return false;
    if (CLOUD_CONFIG.test(type)) return true;
    return CLOUD_CONFIG.test(typeOf(Buffer.from(bytes.subarray(0, 4096)).toString()));
};

const UNCHECKED = "so it isn't checked against cloud-init's schema";

/** Findings about a piece whose content can't be read. */
const ofFailure = (piece: Piece): Findings => {
    const reason = failureReason(piece);
    if (reason === undefined) return NONE;
    if (piece.failure === "damaged") return problem(reason);
    const isBounded = piece.failure === "too-large" || piece.failure === "too-complex";
    return isBounded ? warning(`${reason}, ${UNCHECKED}`) : NONE;
};

/** Findings about a header that guests don't recognise. */
const ofHeader = (piece: Piece): Findings => {
    if (!isGuessed(piece) || piece.form === "gzip" || isBinary(piece.bytes) || isUnreadMime(piece)) return NONE;
    const reason = nearMiss(Buffer.from(piece.bytes.subarray(0, 8192)).toString());
    return reason === undefined ? NONE : problem(reason);
};

/** Loads the checks, with the schema and the YAML parser, only if there is anything to check. */
const checkAll = async (
    pieces: readonly Piece[],
    ownKeys: readonly string[],
): Promise<readonly (readonly [Piece, Findings])[]> => {
    if (pieces.length === 0) return [];
    const { checkContent } = await import("./cloud-config/check.ts");
    return pieces.map((piece) => [piece, checkContent({ ...piece, ownKeys })]);
};

/**
 * Checks all cloud-config of a drive against cloud-init's own schema, which is only loaded if there is any.
 * Without `strictUserData` every finding is a warning.
 */
export const checkCloudConfig = async (inputs: RawInputs): Promise<CloudConfigFindings> => {
    const pieces = piecesOf(inputs);
    const ownKeys = entriesOf(inputs["extraMetaData"]).map(([key]) => key);
    const found = [
        ...pieces.map((piece) => [piece, ofFailure(piece)] as const),
        ...pieces.map((piece) => [piece, ofHeader(piece)] as const),
        ...(await checkAll(pieces.filter(mayHold), ownKeys)),
    ];
    const problems = found.flatMap(([piece, findings]) => findings.problems.map((reason) => problemIn(piece, reason)));
    const warnings = found.flatMap(([piece, findings]) => findings.warnings.map((reason) => problemIn(piece, reason)));
    const { strictUserData = true } = inputs;
    return strictUserData === true ? { problems, warnings } : { problems: [], warnings: [...problems, ...warnings] };
};
