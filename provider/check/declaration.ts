import type { RawInputs } from "../model/inputs.ts";
import { complete } from "./complete.ts";
import type { Checked } from "./plan.ts";
import { whatWasChecked, withoutPlanned } from "./unchanged.ts";

/**
 * Checks a declaration and plans the drive, without any I/O. Reports every problem at once and throws none. What the
 * last run checked without a word, and is the same now, isn't checked again, and what checking needs isn't even loaded:
 * in most runs nothing has changed.
 *
 * @param olds The inputs of the last run, or nothing.
 * @param news The declaration as the engine hands it over.
 * @param randomBytes Where a new seed comes from.
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
