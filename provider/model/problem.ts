/** One thing wrong with the inputs: the path as the user wrote it and why it can't be used. */
export interface Problem {
    /** Property path in the user's own words, as in `networkData.links[1].ethernet_mac_address`. */
    readonly path: string;
    /** What is wrong and what to write instead. Never holds the value of a secret. */
    readonly reason: string;
}

/** A problem as one line, as users see it. */
export const showProblem = ({ path, reason }: Problem): string => (path === "" ? reason : `${path}: ${reason}`);

/** The string that Pulumi's engine puts in the place of every value it doesn't know yet, whatever its type. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether a value, or anything in it, isn't known yet. However deep it is: not by recursion. */
export const hasUnknown = (value: unknown): boolean => {
    const left: unknown[] = [value];
    while (left.length > 0) {
        const next = left.pop();
        if (next === UNKNOWN) return true;
        if (typeof next !== "object" || next === null) continue;
        for (const member of Object.values(next)) left.push(member);
    }
    return false;
};

/** Those of the inputs that Pulumi can't know yet, where nothing waits for it to: outside of its engine. */
export const placeholdersIn = (
    inputs: Readonly<Record<string, unknown>>,
    keys: readonly string[],
): readonly Problem[] =>
    keys
        .filter((key) => hasUnknown(inputs[key]))
        .map((path) => ({ path, reason: "holds Pulumi's placeholder for a value that isn't known yet" }));
