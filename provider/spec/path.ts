/** The keys and positions that lead from the inputs to a value. */
export type Path = readonly (string | number)[];

const PLAIN_NAME = /^[A-Za-z_$][\w$]*$/;

const showStep = (step: string | number): string => {
    if (typeof step === "number") return `[${step}]`;
    return PLAIN_NAME.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
};

/**
 * Writes a path as the user's program would: names after a dot, positions and all other keys in brackets.
 *
 * @example
 * showPath(["networkData", "links", 1, "type"]); // networkData.links[1].type
 * showPath(["files", "/etc/motd", "base64"]); // files["/etc/motd"].base64
 */
export const showPath = (path: Path): string => path.map(showStep).join("").replace(/^\./, "");

/** The value that a path leads to, own keys only; `undefined` when there is none. */
export const valueAt = (root: unknown, path: Path): unknown => {
    let value = root;
    for (const step of path) {
        if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
        value = Reflect.get(value, step);
    }
    return value;
};
