import { expect } from "vitest";
import type { Machine } from "../../support/test-domain.ts";
import { showFindings, tryDomains } from "./property.ts";
import type { Lane } from "./stage.ts";

/** The first seed of the domains that a test tries: the same in every run, unless it is given. */
export const FIRST_SEED: number = Number(process.env["CONFIG_DRIVE_SEED"] ?? 19);

const COUNT = process.env["CONFIG_DRIVE_DOMAINS"];

/** Part of the domains that the package may refuse: it must not pass by refusing what it could do. */
const MAX_REFUSED = 1 / 4;

/** Expects that no drive harms the domains of some seeds. */
export const expectNoHarm = async (
    lanes: readonly Lane[],
    { seed, count }: { readonly seed: number; readonly count: number },
    ...machines: readonly Machine[]
): Promise<void> => {
    const wanted = COUNT === undefined ? count : Number(COUNT);
    const found = await tryDomains(lanes, { seed, count: wanted }, ...machines);
    if (found.failures.length > 0) expect.fail(showFindings(found));
    expect(found.trials).toBe(wanted);
    const refused = [...found.refusals.values()].reduce((sum, times) => sum + times, 0);
    // A seed that is tried alone may be one that is refused.
    if (wanted >= count) expect(refused, showFindings(found)).toBeLessThan(2 * wanted * MAX_REFUSED);
};
