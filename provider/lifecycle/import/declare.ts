import { checkDeclaration } from "../../check/declaration.ts";
import type { BuiltDrive } from "../../image/build.ts";
import type { RawInputs } from "../../model/inputs.ts";
import { type Problem, showProblem } from "../../model/problem.ts";
import type { CheckedInputs } from "../../model/state.ts";
import { ConfigDriveError } from "../../text/errors.ts";

/** The declaration of a drive that exists. */
export interface Declared {
    readonly inputs: CheckedInputs;
    readonly built: BuiltDrive;
    /** What is on the drive, or about it, that can't be declared. */
    readonly dropped: readonly Problem[];
}

const isChecked = (inputs: RawInputs): inputs is RawInputs & CheckedInputs =>
    ["connection", "pool", "volumePrefix", "imageDigest", "volume"].every((key) => typeof inputs[key] === "string");

/** What every drive has. */
const REQUIRED = ["connection", "pool", "volumePrefix", "domain", "device"];

const USER_DATA = ["userData", "vendorData", "vendorData2"];

const rootOf = ({ path }: Problem): string => /^[^.[]+/.exec(path)?.[0] ?? path;

const without = (inputs: RawInputs, keys: readonly string[]): RawInputs =>
    Object.fromEntries(Object.entries(inputs).filter(([key]) => !keys.includes(key)));

/**
 * Completes and checks the inputs of a drive that exists. Other programs make drives that no declaration can describe.
 * Of these, the inputs with problems are dropped.
 *
 * @param doing What the messages start with.
 * @param randomBytes Generates a seed where the drive doesn't have its own.
 */
export const declareFound = async (
    inputs: RawInputs,
    doing: string,
    randomBytes: (size: number) => Uint8Array,
    dropped: readonly Problem[] = [],
): Promise<Declared> => {
    const { inputs: checked, problems, built } = await checkDeclaration({}, inputs, randomBytes);
    if (problems.length === 0 && built !== undefined && isChecked(checked)) return { inputs: checked, built, dropped };
    const roots = [...new Set(problems.map(rootOf))];
    if (inputs["strictUserData"] === undefined && roots.some((root) => USER_DATA.includes(root))) {
        return await declareFound({ ...inputs, strictUserData: false }, doing, randomBytes, dropped);
    }
    const droppable = roots.filter((root) => inputs[root] !== undefined && !REQUIRED.includes(root));
    if (droppable.length === 0) {
        // A drive without a domain has no disk that another one could take over.
        const adopt = inputs["domain"] === undefined ? "" : "; adopt: true takes this one over";
        throw new ConfigDriveError(
            "not-importable",
            `${doing}: no ConfigDrive can declare this drive: ${problems.map(showProblem).join("; ")}. Create a new drive instead${adopt}.`,
        );
    }
    const found = problems.filter((problem) => droppable.includes(rootOf(problem)));
    return await declareFound(without(inputs, droppable), doing, randomBytes, [...dropped, ...found]);
};
