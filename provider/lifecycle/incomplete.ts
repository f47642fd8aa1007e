import type { State } from "../state.ts";

/** Thrown when the drive is partly there: the state says how far it got, so that the next run goes on from it. */
export class IncompleteDrive extends Error {
    public override readonly name: string = "IncompleteDrive";
    public readonly state: State;

    public constructor(state: State, cause: Error) {
        super(cause.message, { cause });
        this.state = state;
    }
}

/** What was thrown, as an error. */
export const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
