import type { Calls } from "./calls.ts";
import type { CallOptions, Request } from "./exchange.ts";
import {
    type ArgumentsOf,
    decodeResult,
    encodeArguments,
    type ProcedureName,
    procedures,
    type ResultOf,
} from "./procedures.ts";

/** Limits of a call, and how a message about its failure begins. */
export interface NamedCallOptions extends CallOptions {
    readonly doing?: string;
}

/** Calls a procedure that has no stream, and decodes its answer. */
export const call = <N extends ProcedureName>(
    calls: Calls,
    procedure: N,
    args: ArgumentsOf<N>,
    options: NamedCallOptions,
): Promise<ResultOf<N>> =>
    new Promise((resolve, reject) => {
        const payload = encodeArguments(procedure, args);
        const { number } = procedures[procedure];
        calls.start(
            { procedure, number, payload, stream: false, ...options },
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
export const streamRequest = <N extends ProcedureName>(
    procedure: N,
    args: ArgumentsOf<N>,
    options: CallOptions = {},
): Request => ({
    procedure,
    number: procedures[procedure].number,
    payload: encodeArguments(procedure, args),
    stream: true,
    signal: options.signal,
    timeoutMs: options.timeoutMs,
});
