/** What is found in user data: reasons that begin with a place in it and hold nothing else of it. */
export interface Findings {
    readonly problems: readonly string[];
    readonly warnings: readonly string[];
}

/** Nothing found. */
export const NONE: Findings = { problems: [], warnings: [] };

export const problem = (...reasons: readonly string[]): Findings => ({ problems: reasons, warnings: [] });

export const warning = (...reasons: readonly string[]): Findings => ({ problems: [], warnings: reasons });

/** All findings of several texts. */
export const together = (all: readonly Findings[]): Findings => ({
    problems: all.flatMap(({ problems }) => problems),
    warnings: all.flatMap(({ warnings }) => warnings),
});
