import { LibvirtError, LostConnectionError, UnansweredCallError } from "../libvirt/error.ts";
import type { State } from "../model/state.ts";
import { ConfigDriveError } from "../text/errors.ts";

/** Thrown when a drive is incomplete. The state records how far the run got, so that the next run can resume. */
export class IncompleteDrive extends Error {
    public override readonly name: string = "IncompleteDrive";
    public readonly state: State;

    public constructor(state: State, cause: Error) {
        super(cause.message, { cause });
        this.state = state;
    }
}

/** Whether the host may still do what failed here: the call was abandoned, or its connection was lost. */
export const isUndecided = (error: unknown): boolean => {
    if (error instanceof LostConnectionError || error instanceof UnansweredCallError) return true;
    return !(error instanceof LibvirtError || error instanceof ConfigDriveError);
};

/** A thrown value as an error. */
export const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
