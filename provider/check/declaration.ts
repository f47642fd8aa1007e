import type { RawInputs } from "../model/inputs.ts";
import { complete } from "./complete.ts";
import type { Checked } from "./plan.ts";
import { whatWasChecked, withoutPlanned } from "./unchanged.ts";

/**
 * Checks a declaration and plans the drive, without any I/O but a look at the files that it names. Reports every problem at once and never throws them. In
 * most runs nothing has changed: a declaration that the last run checked without a warning isn't checked again, and the
 * modules for checking aren't even loaded.
 *
 * @param olds The inputs of the last run, or none.
 * @param news The declaration as the engine passes it.
 * @param randomBytes Generates a new seed.
 */
export const checkDeclaration = async (
    olds: RawInputs,
    news: RawInputs,
    randomBytes: (size: number) => Uint8Array,
): Promise<Checked> => {
    const declared = withoutPlanned(olds, news);
    const completed = complete(olds, declared, randomBytes);
    const known = whatWasChecked(olds, completed);
    if (known !== undefined) return { inputs: known, problems: [], warnings: [] };
    const { checkAnew } = await import("./plan.ts");
    const checked = await checkAnew(olds, declared, completed);
    return checked.problems.length > 0 ? { ...checked, inputs: news } : checked;
};
