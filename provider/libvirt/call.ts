import type { Calls } from "./calls.ts";
import type { CallOptions, Request } from "./exchange.ts";
import { type ArgumentsOf, decodeResult, encodeArguments, type Procedure, type ResultOf } from "./procedures.ts";

/** Limits of a call, and the start of the message about its failure. */
export interface NamedCallOptions extends CallOptions {
    readonly doing?: string;
}

/** Calls a procedure that has no stream, and decodes its answer. */
export const call = <P extends Procedure>(
    calls: Calls,
    procedure: P,
    args: ArgumentsOf<P>,
    options: NamedCallOptions,
): Promise<ResultOf<P>> =>
    new Promise((resolve, reject) => {
        const { name, program, number } = procedure;
        const payload = encodeArguments(procedure, args);
        calls.start(
            { procedure: name, program, number, payload, stream: false, ...options },
            {
                receive: (packet) => {
                    resolve(decodeResult(procedure, packet.payload));
                    return true;
                },
                fail: reject,
            },
        );
    });

/** The call that opens a stream. */
export const streamRequest = <P extends Procedure>(
    procedure: P,
    args: ArgumentsOf<P>,
    options: CallOptions = {},
): Request => ({
    procedure: procedure.name,
    program: procedure.program,
    number: procedure.number,
    payload: encodeArguments(procedure, args),
    stream: true,
    signal: options.signal,
    timeoutMs: options.timeoutMs,
});
