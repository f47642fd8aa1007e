import type { KnownBuild } from "../../provider/image/build.ts";
import type { RawInputs } from "../../provider/model/inputs.ts";
import type { Problem } from "../../provider/model/problem.ts";
import { showPath } from "../../provider/spec/path.ts";
import { buildInputs } from "../build-inputs.ts";
import type { ParsedInputs } from "../io/inputs.ts";

type Drive = KnownBuild & { readonly kind: "drive" };

/** What is left can have problems of its own, e.g. an input that needs one that is gone. */
const MOST_ROUNDS = 5;

/** Problems of these can be warnings. */
const LENIENT = ["userData", "vendorData", "vendorData2"];

const isAbout = (key: string, { path }: Problem): boolean => {
    const own = showPath([key]);
    return path === own || path.startsWith(`${own}.`) || path.startsWith(`${own}[`);
};

/** Inputs without the keys that have problems; undefined if no key has one. */
const withoutWrong = (inputs: RawInputs, problems: readonly Problem[]): RawInputs | undefined => {
    const entries = Object.entries(inputs);
    const right = entries.filter(([key]) => !problems.some((problem) => isAbout(key, problem)));
    return right.length === entries.length ? undefined : Object.fromEntries(right);
};

/** Builds what can be built of inputs with problems: user data as it is if it can be, and then the keys without problems. */
export const buildRest = async (parsed: ParsedInputs, found: readonly Problem[]): Promise<Drive | undefined> => {
    if (!parsed.ok) return undefined;
    const isLenient = found.some((problem) => LENIENT.some((key) => isAbout(key, problem)));
    let inputs: RawInputs | undefined = isLenient ? { ...parsed.inputs, strictUserData: false } : parsed.inputs;
    let problems = found;
    for (let round = 0; inputs !== undefined && round < MOST_ROUNDS; round += 1) {
        if (round > 0 || isLenient) {
            const build: KnownBuild = await buildInputs({ ...parsed, inputs });
            if (build.kind === "drive") return build;
            ({ problems } = build);
        }
        inputs = withoutWrong(inputs, problems);
    }
    return undefined;
};
