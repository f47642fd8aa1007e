import { checkDeclaration } from "../../provider/check/declaration.ts";
import { planDrive, scopeOf } from "../../provider/disk/plan.ts";
import type { Mark } from "../../provider/domain/own-disk.ts";
import { type DomainState, type Part, partsOf } from "../../provider/domain/read.ts";
import { type BuiltDrive, rebuildDrive } from "../../provider/image/build.ts";
import { explain } from "../../provider/libvirt/explain.ts";
import { requireNics } from "../../provider/lifecycle/nics.ts";
import { prepareDomain } from "../../provider/lifecycle/prepare.ts";
import { withDefaults } from "../../provider/model/defaults.ts";
import type { RawInputs } from "../../provider/model/inputs.ts";
import { aliasOf } from "../../provider/model/mark.ts";
import { type Problem, placeholdersIn } from "../../provider/model/problem.ts";
import type { CheckedInputs } from "../../provider/model/state.ts";
import type { HostHandle } from "../../provider/volume/host.ts";
import { printableProblem } from "../io/report.ts";
import { ownDrives } from "./drives.ts";
import { type Finding, fail, isAnswer, ok, warn } from "./finding.ts";

/** A declaration that passed the check, and the drive built from it. */
export interface Declared {
    readonly inputs: CheckedInputs;
    readonly built: BuiltDrive;
    /** Whether the declaration sets `volumePrefix`, which tells its volumes from others. */
    readonly hasPrefix: boolean;
}

/** The verdict on a declaration. It has no drive if it has problems. */
export interface JudgedDeclaration {
    readonly declared: Declared | undefined;
    readonly findings: readonly Finding[];
}

const ABOUT = "inputs";

/** The class derives it from the resource's name, which isn't known here. */
const DEFAULT_PREFIX = "config-drive";

/** Only the seed's length matters here. */
const zeros = (size: number): Uint8Array => new Uint8Array(size);

const isPlanned = (inputs: unknown): inputs is CheckedInputs =>
    typeof inputs === "object" && inputs !== null && "imageDigest" in inputs;

const refused = (problems: readonly Problem[]): readonly Finding[] =>
    problems.map((problem) => fail(ABOUT, printableProblem(problem)));

/** Checks a declaration as a preview does. `found` is what is wrong with the files that it names. */
export const judgeDeclaration = async (inputs: RawInputs, found: readonly Problem[]): Promise<JudgedDeclaration> => {
    const unusable = [...found, ...placeholdersIn(inputs, Object.keys(inputs))];
    if (unusable.length > 0) return { declared: undefined, findings: refused(unusable) };
    const checked = await checkDeclaration({}, { volumePrefix: DEFAULT_PREFIX, ...inputs }, zeros);
    const warnings = checked.warnings.map((warning) => warn(ABOUT, printableProblem(warning)));
    if (checked.problems.length > 0) {
        return { declared: undefined, findings: [...warnings, ...refused(checked.problems)] };
    }
    if (!isPlanned(checked.inputs)) throw new RangeError("inputs without problems are planned");
    const built = rebuildDrive(checked.inputs);
    const declared = { inputs: checked.inputs, built, hasPrefix: inputs["volumePrefix"] !== undefined };
    const { format } = built.spec;
    return {
        declared,
        findings: [...warnings, ok(ABOUT, `valid: ${format} image of ${checked.inputs.imageSize} bytes`)],
    };
};

/** Finds a drive of this package that may be the declared one. */
const markOf = (
    { inputs, hasPrefix }: Declared,
    parts: readonly Part[],
): { readonly mark: Mark; readonly isGuessed: boolean } => {
    const [own] = hasPrefix ? [] : ownDrives(parts);
    return { mark: { alias: own?.alias ?? aliasOf(inputs.volumePrefix), media: [] }, isGuessed: own !== undefined };
};

/** Runs one rule. A drive that breaks it is a finding; other failures aren't. */
const broken = async (rule: () => unknown, signal: AbortSignal): Promise<readonly string[]> => {
    try {
        await rule();
        return [];
    } catch (error) {
        if (!isAnswer(error) || signal.aborted) throw error;
        return [explain("attach config drive", error).message];
    }
};

/** Every rule that a declared drive breaks in a domain. The resource stops at the first. */
export const judgeRules = async (
    host: HostHandle,
    declared: Declared,
    state: DomainState,
): Promise<readonly Finding[]> => {
    const about = "this drive";
    const { inputs, built } = declared;
    const { target } = inputs;
    const { device, bus, onChange } = withDefaults(inputs);
    const parts = partsOf(state);
    const { mark, isGuessed } = markOf(declared, parts);
    const warnings: string[] = isGuessed
        ? [
              "the domain has a drive of this package, and these checks assume that it is the declared one; set volumePrefix in the inputs to be sure",
          ]
        : [];
    const quiet: HostHandle = { ...host, warn: (warning) => warnings.push(warning) };
    // Without network data the NIC rule passes and the others run.
    const unconnected = { ...built, spec: { ...built.spec, networkData: undefined } };
    const problems = [
        ...(await broken(() => requireNics(built.spec, parts, quiet.warn), host.signal)),
        ...(await broken(() => planDrive(scopeOf(state, onChange), { mark, device, bus, target }), host.signal)),
        ...(await broken(() => prepareDomain(quiet, inputs, unconnected, mark), host.signal)),
    ];
    const findings = [
        ...[...new Set(problems)].map((problem) => fail(about, problem)),
        ...warnings.map((warning) => warn(about, warning)),
    ];
    return findings.length > 0 ? findings : [ok(about, "can be attached to this domain as declared")];
};
