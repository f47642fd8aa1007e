import { quoted } from "../bytes/quoted.ts";

/** What can't be put into a VFAT image, or what is wrong with one that was read. */
export class VfatError extends Error {
    public override readonly name: string = "VfatError";
    /** Path inside the image of the entry that is to blame; empty where none is. */
    public readonly path: string;

    public constructor(message: string, path: string = "") {
        super(message);
        this.path = path;
    }
}

/** An option that can't be met. */
export const optionRefusal = (reason: string): VfatError => new VfatError(`write VFAT image: ${reason}`);

/** An entry that can't be written. */
export const refusal = (path: string, reason: string): VfatError =>
    new VfatError(`write ${quoted(path)}: ${reason}`, path);

/** An image that can't be believed. */
export const damage = (reason: string): VfatError => new VfatError(`read VFAT image: ${reason}`);

/** An entry of an image that can't be believed. */
export const damageAt = (path: string, reason: string): VfatError =>
    new VfatError(`read ${quoted(path)} from VFAT image: ${reason}`, path);
