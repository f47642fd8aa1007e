import { reservedProblem, surrogateProblem } from "../entries/names.ts";

const MAX_NAME_UNITS = 255;
/** The second part: everything before the space, i.e. control characters. */
const FORBIDDEN = /["*/:<>?\\|]|[^ -\u{10ffff}]/u;
const PLAIN = /^[ -~]*$/;

/** Why no directory can hold that name; undefined if one can. */
export const nameProblem = (name: string): string | undefined => {
    const reserved = reservedProblem(name);
    if (reserved !== undefined) return reserved;
    if (FORBIDDEN.test(name)) {
        return String.raw`a name contains a control character or one of " * : < > ? \ |, which FAT forbids.`;
    }
    const surrogate = surrogateProblem(name);
    if (surrogate !== undefined) return surrogate;
    if (name.includes("\uffff")) return "a name contains U+FFFF, which marks the end of names.";
    if (/[. ]$/.test(name)) return "a name ends with a dot or a space; Linux and Windows can't open it.";
    if (name.length > MAX_NAME_UNITS) {
        return `a name has ${name.length} UTF-16 units; the limit is ${MAX_NAME_UNITS}.`;
    }
    return undefined;
};

/** Upper case as FAT's readers map it: character by character; `ß` stays. */
const upper = (character: string): string => {
    const mapped = character.toUpperCase();
    return mapped.length === character.length ? mapped : character;
};

/** Two names of one directory clash when these are equal. */
export const foldName = (name: string): string =>
    PLAIN.test(name) ? name.toUpperCase() : Array.from(name, upper).join("");
