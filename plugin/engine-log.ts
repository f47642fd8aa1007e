import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb.js";
import type { Listener } from "../provider/engine/messages.ts";

const SEVERITIES = { progress: LogSeverity.INFO, info: LogSeverity.INFO, warning: LogSeverity.WARNING } as const;

/** The log of Pulumi's engine, which shows messages at their resource. */
export class EngineLog {
    readonly #client: EngineClient;

    public constructor(address: string) {
        this.#client = new EngineClient(address, credentials.createInsecure());
    }

    /** Shows messages about a resource. The engine replaces one of progress by the next message. */
    public of(urn: string): Listener {
        return (severity, line) => {
            const request = new LogRequest()
                .setSeverity(SEVERITIES[severity])
                .setMessage(line)
                .setUrn(urn)
                .setEphemeral(severity === "progress");
            // A message that doesn't arrive must not fail the operation it is about.
            this.#client.log(request, () => undefined);
        };
    }

    /** Whether the engine answers within a time. */
    public isThere(patienceMs: number): Promise<boolean> {
        return new Promise((resolve) => {
            const deadline = performance.timeOrigin + performance.now() + patienceMs;
            this.#client.waitForReady(deadline, (error) => resolve(error === undefined));
        });
    }
}
