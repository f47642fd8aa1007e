import { hasUnknown } from "./unknown.ts";

/** A problem with one input. */
export interface Problem {
    /** The path of the input as the user wrote it, e.g. `networkData.links[1].ethernet_mac_address`. */
    readonly path: string;
    /** What is wrong and what to write instead. Never contains the value of a secret. */
    readonly reason: string;
}

/** A problem as one line, as users see it. */
export const showProblem = ({ path, reason }: Problem): string => (path === "" ? reason : `${path}: ${reason}`);

/** Placeholders in inputs as problems: outside Pulumi's engine, these values never become known. */
export const placeholdersIn = (
    inputs: Readonly<Record<string, unknown>>,
    keys: readonly string[],
): readonly Problem[] =>
    keys
        .filter((key) => hasUnknown(inputs[key]))
        .map((path) => ({ path, reason: "contains Pulumi's placeholder for a value that isn't known yet" }));
