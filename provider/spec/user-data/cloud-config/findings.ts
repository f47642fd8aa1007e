/** The findings in user data. Each reason starts with a place and shows nothing else of the text, which is secret. */
export interface Findings {
    readonly problems: readonly string[];
    readonly warnings: readonly string[];
}

/** No findings. */
export const NONE: Findings = { problems: [], warnings: [] };

/** Findings that are problems. */
export const problem = (...reasons: readonly string[]): Findings => ({ problems: reasons, warnings: [] });

/** Findings that are warnings. */
export const warning = (...reasons: readonly string[]): Findings => ({ problems: [], warnings: reasons });

/** The findings of several texts together. */
export const together = (all: readonly Findings[]): Findings => ({
    problems: all.flatMap(({ problems }) => problems),
    warnings: all.flatMap(({ warnings }) => warnings),
});

/** How many findings of each kind are reported. */
export const MOST_FINDINGS = 20;

/**
 * The first findings and the number of the others.
 *
 * @param all How many there are; the reasons of the first are enough.
 */
export const capped = (reasons: readonly string[], all: number = reasons.length): readonly string[] =>
    all > MOST_FINDINGS ? [...reasons.slice(0, MOST_FINDINGS), `and ${all - MOST_FINDINGS} more like these`] : reasons;
