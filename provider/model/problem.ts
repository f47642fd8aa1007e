/** A problem with one input. */
export interface Problem {
    /** The path of the input as the user wrote it, e.g. `networkData.links[1].ethernet_mac_address`. */
    readonly path: string;
    /** What is wrong and what to write instead. Never contains the value of a secret. */
    readonly reason: string;
}

/** A problem as one line, as users see it. */
export const showProblem = ({ path, reason }: Problem): string => (path === "" ? reason : `${path}: ${reason}`);

/** Pulumi's placeholder for a value of any type that isn't known yet. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether a value, or anything in it, isn't known yet. Not recursive, so that deep values can't exhaust the stack. */
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

/** Placeholders in inputs as problems: outside Pulumi's engine, these values never become known. */
export const placeholdersIn = (
    inputs: Readonly<Record<string, unknown>>,
    keys: readonly string[],
): readonly Problem[] =>
    keys
        .filter((key) => hasUnknown(inputs[key]))
        .map((path) => ({ path, reason: "contains Pulumi's placeholder for a value that isn't known yet" }));
