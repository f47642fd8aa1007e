import { type Faults, FormatError, faultsOf } from "../entries/error.ts";

/** Why a VFAT image can't be written, or can't be trusted. */
export class VfatError extends FormatError {
    public override readonly name: string = "VfatError";
}

/** The errors of this format. */
export const fault: Faults = faultsOf("VFAT", VfatError);
