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
