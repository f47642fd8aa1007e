import { ConfigDriveError } from "../errors.ts";
import { LibvirtError, LostConnectionError, UnansweredCallError } from "../libvirt/error.ts";
import type { State } from "../model/state.ts";

/** Thrown when the drive is partly there: the state says how far it got, so that the next run goes on from it. */
export class IncompleteDrive extends Error {
    public override readonly name: string = "IncompleteDrive";
    public readonly state: State;

    public constructor(state: State, cause: Error) {
        super(cause.message, { cause });
        this.state = state;
    }
}

/** Whether the host may still do what failed here: the call was given up, or its connection broke. */
export const isUndecided = (error: unknown): boolean => {
    if (error instanceof LostConnectionError || error instanceof UnansweredCallError) return true;
    return !(error instanceof LibvirtError || error instanceof ConfigDriveError);
};

/** What was thrown, as an error. */
export const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
