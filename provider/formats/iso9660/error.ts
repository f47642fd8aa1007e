import { type Faults, FormatError, faultsOf } from "../entries/error.ts";

/** Why an ISO 9660 image can't be written, or can't be trusted. */
export class Iso9660Error extends FormatError {
    public override readonly name: string = "Iso9660Error";
}

/** The errors of this format. */
export const fault: Faults = faultsOf("ISO 9660", Iso9660Error);
