import { Server, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import { type LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb.js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb.js";
import { listen } from "../../../plugin/server.ts";

/** A message as Pulumi's engine gets it. */
export interface Message {
    readonly severity: "info" | "warning" | "other";
    readonly text: string;
    readonly urn: string;
    /** Whether the next message replaces it. */
    readonly isEphemeral: boolean;
}

const severityOf = (request: LogRequest): Message["severity"] => {
    if (request.getSeverity() === LogSeverity.INFO) return "info";
    return request.getSeverity() === LogSeverity.WARNING ? "warning" : "other";
};

/** The part of Pulumi's engine that plugins call: its log. */
export class RecordingEngine {
    public readonly messages: readonly Message[];
    public readonly address: string;
    readonly #server: Server;

    private constructor(server: Server, port: number, messages: readonly Message[]) {
        this.#server = server;
        this.messages = messages;
        this.address = `127.0.0.1:${port}`;
    }

    public static async start(): Promise<RecordingEngine> {
        const server = new Server();
        const messages: Message[] = [];
        const log: UntypedServiceImplementation = {
            log: (call: { readonly request: LogRequest }, done: (error: null, answer: Empty) => void) => {
                const { request } = call;
                messages.push({
                    severity: severityOf(request),
                    text: request.getMessage(),
                    urn: request.getUrn(),
                    isEphemeral: request.getEphemeral(),
                });
                done(null, new Empty());
            },
        };
        server.addService(EngineService, log);
        return new RecordingEngine(server, await listen(server), messages);
    }

    public stop(): void {
        this.#server.forceShutdown();
    }
}
