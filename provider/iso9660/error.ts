/** What can't be put into an ISO 9660 image, or what is wrong with one that was read. */
export class Iso9660Error extends Error {
    public override readonly name: string = "Iso9660Error";
    /** Path inside the image of the entry that is to blame; empty where none is. */
    public readonly path: string;

    public constructor(message: string, path: string = "") {
        super(message);
        this.path = path;
    }
}

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** A path in quotes, on one line whatever is in it, cut when it is very long. */
export const quoted = (path: string): string => {
    const shown = path.length > 300 ? `${path.slice(0, 300)}…` : path;
    return JSON.stringify(shown).replace(/[\u007f-\u009f\u2028\u2029]/g, escaped);
};

/** An entry that can't be written. */
export const refusal = (path: string, reason: string): Iso9660Error =>
    new Iso9660Error(`write ${quoted(path)}: ${reason}`, path);

/** An image that can't be believed. */
export const damage = (reason: string): Iso9660Error => new Iso9660Error(`read ISO 9660 image: ${reason}`);

/** An entry of an image that can't be believed. */
export const damageAt = (path: string, reason: string): Iso9660Error =>
    new Iso9660Error(`read ${quoted(path)} from ISO 9660 image: ${reason}`, path);
