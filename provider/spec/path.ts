/** The keys and positions from the inputs to a value. */
export type Path = readonly (string | number)[];

const PLAIN_NAME = /^[A-Za-z_$][\w$]*$/;

const showStep = (step: string | number): string => {
    if (typeof step === "number") return `[${step}]`;
    return PLAIN_NAME.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
};

/**
 * Writes a path like the user's program: names after a dot, positions and all other keys in brackets.
 *
 * @example
 * showPath(["networkData", "links", 1, "type"]); // networkData.links[1].type
 * showPath(["files", "/etc/motd", "base64"]); // files["/etc/motd"].base64
 */
export const showPath = (path: Path): string => path.map(showStep).join("").replace(/^\./, "");

/** The value at a path, using own keys only; `undefined` if it doesn't exist. */
export const valueAt = (root: unknown, path: Path): unknown => {
    let value = root;
    for (const step of path) {
        if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
        value = Reflect.get(value, step);
    }
    return value;
};
