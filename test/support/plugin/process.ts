import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { GetSchemaRequest, type GetSchemaResponse } from "@pulumi/pulumi/proto/provider_pb.js";
import { ask } from "./client.ts";

/** A plugin in a process of its own, and a client of it. */
export class PluginProcess {
    public readonly client: ResourceProviderClient;
    readonly #child: ChildProcess;

    private constructor(child: ChildProcess, port: string) {
        this.#child = child;
        this.client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
    }

    /** Starts a plugin as Pulumi does, and waits for its port. */
    public static async start(
        program: string,
        args: readonly string[],
        options: { readonly cwd: string },
    ): Promise<PluginProcess> {
        const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "inherit"] });
        try {
            const signal = AbortSignal.timeout(60_000);
            const [port] = await once(createInterface(child.stdout), "line", { signal });
            return new PluginProcess(child, String(port));
        } catch (error) {
            child.kill("SIGKILL");
            throw error;
        }
    }

    /** What it answers to GetSchema. */
    public async schema(): Promise<unknown> {
        const request = new GetSchemaRequest();
        const answer = await ask<GetSchemaResponse>((done) => this.client.getSchema(request, done));
        return JSON.parse(answer.getSchema());
    }

    /** Ends it. */
    public stop(): void {
        this.client.close();
        this.#child.kill("SIGKILL");
    }
}
