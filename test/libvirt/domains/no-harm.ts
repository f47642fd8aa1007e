import { expect } from "vitest";
import type { Machine } from "../../support/test-domain.ts";
import { showFindings, tryDomains } from "./property.ts";
import type { Lane } from "./stage.ts";

/** The first seed of the domains that a test tries: the same in every run, unless it is given. */
export const FIRST_SEED: number = Number(process.env["CONFIG_DRIVE_SEED"] ?? 19);

const COUNT = process.env["CONFIG_DRIVE_DOMAINS"];

/**
 * Part of the drives that the package may refuse, so that it doesn't pass by refusing what it could do. Many machines
 * lack a bus that is declared; the package itself chooses one that they have.
 */
const MAX_REFUSED = { declared: 1 / 2, auto: 1 / 10 };

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
    const refused = (isCounted: (refusal: string) => boolean): number =>
        [...found.refusals].reduce((sum, [refusal, times]) => sum + (isCounted(refusal) ? times : 0), 0);
    // A seed that is tried alone may be one that is refused.
    if (wanted < count) return;
    const drives = 2 * wanted;
    expect(
        refused((refusal) => refusal.startsWith("auto: ")),
        showFindings(found),
    ).toBeLessThan(drives * MAX_REFUSED.auto);
    expect(
        refused(() => true),
        showFindings(found),
    ).toBeLessThan(drives * MAX_REFUSED.declared);
};
