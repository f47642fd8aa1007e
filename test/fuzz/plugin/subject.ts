import { Client, credentials, type Server, type ServiceError, status } from "@grpc/grpc-js";
import { listen, makeServer } from "../../../plugin/server.ts";
import { Session } from "../../../plugin/session.ts";
import type { Subject } from "../fuzzer.ts";
import type { Random } from "../random.ts";
import { mutate } from "./mutate.ts";
import { type Call, NOWHERE, validCalls } from "./requests.ts";

/** What an answer may be, besides a response: the last two come from gRPC itself, for bytes that are no request. */
const CODES: readonly status[] = [status.INVALID_ARGUMENT, status.UNKNOWN, status.UNIMPLEMENTED, status.INTERNAL];

/** What JavaScript says of a mistake in a program. */
const MISTAKE =
    /TypeError|RangeError|ReferenceError|is not a function|[Cc]annot read|undefined|\[object|\bat .*:\d+:\d+/;

/** Time for an answer, on a busy machine. */
const PATIENCE_MS = 30_000;

const lineOf = ({ method, bytes }: Call): string => JSON.stringify([method, Buffer.from(bytes).toString("base64")]);

const send = (client: Client, { method, bytes }: Call): Promise<string> =>
    new Promise((resolve, reject) => {
        const done = (error: ServiceError | null): void => {
            if (error === null) resolve("answered");
            else if (!CODES.includes(error.code)) reject(error);
            else if (error.code !== status.INTERNAL && MISTAKE.test(error.details)) reject(error);
            else resolve(`${status[error.code]}: ${error.details}`);
        };
        const asBytes = (value: Uint8Array): Buffer => Buffer.from(value);
        const options = { deadline: performance.timeOrigin + performance.now() + PATIENCE_MS };
        client.makeUnaryRequest(`/pulumirpc.ResourceProvider/${method}`, asBytes, asBytes, bytes, options, done);
    });

/** A server, and what is tried with it. */
interface PluginSubject extends Subject<Call> {
    readonly server: Server;
    readonly port: number;
}

/** The plugin's server, and calls that no engine makes. */
export const pluginSubject = async (random: Random): Promise<PluginSubject> => {
    const server = makeServer(new Session(NOWHERE, undefined));
    const port = await listen(server);
    const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
    const start = validCalls();
    return {
        server,
        port,
        start,
        mutate: (call) => mutate(call, start, random),
        probe: (call) => send(client, call),
        lineOf,
        batch: 256,
        atOnce: 16,
    };
};
