const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** A path in quotes, on one line whatever is in it, cut when it is very long. */
export const quoted = (path: string): string => {
    const shown = path.length > 300 ? `${path.slice(0, 300)}…` : path;
    return JSON.stringify(shown).replace(/[\u007f-\u009f\u2028\u2029]/g, escaped);
};
