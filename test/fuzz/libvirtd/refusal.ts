import { ERROR_NUMBER } from "../../../provider/libvirt/error.ts";

/** The numbers of the errors with which an honest daemon refuses. */
const REFUSALS = { ...ERROR_NUMBER, RPC: 39 };

/** A call that an honest daemon refuses. */
export class Refusal extends Error {
    public readonly code: number;

    public constructor(code: keyof typeof REFUSALS, message: string) {
        // What the client asked for may be as long as a string can be.
        super(message.slice(0, 1000));
        this.code = REFUSALS[code];
    }
}
