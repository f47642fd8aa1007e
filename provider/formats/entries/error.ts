/** Why an image can't be written, or can't be trusted. Each format has a subclass. */
export class FormatError extends Error {
    /** Path inside the image of the entry at fault; empty if none is. */
    public readonly path: string;

    public constructor(message: string, path: string = "") {
        super(message);
        this.path = path;
    }
}

/** The errors of one format. */
export interface Faults {
    /** An option that the format doesn't support. */
    readonly write: (reason: string) => FormatError;
    /** An entry that can't be written. */
    readonly writeAt: (path: string, reason: string) => FormatError;
    /** An image that can't be trusted. */
    readonly read: (reason: string) => FormatError;
    /** An entry of an image that can't be trusted. */
    readonly readAt: (path: string, reason: string) => FormatError;
}

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** A text in quotes, always on one line; a very long one is cut. */
export const quoted = (text: string): string => {
    const shown = text.length > 300 ? `${text.slice(0, 300)}…` : text;
    return JSON.stringify(shown).replace(/[\u007f-\u009f\u2028\u2029]/g, escaped);
};

/** The errors of the format with that name. */
export const faultsOf = (format: string, Kind: typeof FormatError): Faults => ({
    write: (reason) => new Kind(`write ${format} image: ${reason}`),
    writeAt: (path, reason) => new Kind(`write ${quoted(path)}: ${reason}`, path),
    read: (reason) => new Kind(`read ${format} image: ${reason}`),
    readAt: (path, reason) => new Kind(`read ${quoted(path)} from ${format} image: ${reason}`, path),
});
