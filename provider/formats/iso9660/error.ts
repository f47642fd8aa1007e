import { quoted } from "../bytes/quoted.ts";

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

/** An entry that can't be written. */
export const refusal = (path: string, reason: string): Iso9660Error =>
    new Iso9660Error(`write ${quoted(path)}: ${reason}`, path);

/** An image that can't be believed. */
export const damage = (reason: string): Iso9660Error => new Iso9660Error(`read ISO 9660 image: ${reason}`);

/** An entry of an image that can't be believed. */
export const damageAt = (path: string, reason: string): Iso9660Error =>
    new Iso9660Error(`read ${quoted(path)} from ISO 9660 image: ${reason}`, path);
