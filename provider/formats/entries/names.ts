/** Why no file system can use that name; undefined if some can. */
export const reservedProblem = (name: string): string | undefined => {
    if (name === "") return "a name is empty. Separate names with a single /, and put none at either end.";
    if (name === "." || name === "..") return `the name ${name} means the directory itself or its parent.`;
    return undefined;
};

/** Why a name isn't Unicode text; undefined if it is. */
export const surrogateProblem = (name: string): string | undefined =>
    /\p{Surrogate}/u.test(name) ? "a name contains half a surrogate pair, which isn't valid Unicode." : undefined;

/** Orders texts by their UTF-16 units: the same in every locale. */
export const byUnits = (left: string, right: string): number => {
    if (left === right) return 0;
    return left < right ? -1 : 1;
};
