#!/usr/bin/env node
/**
 * A Pulumi plugin that is libvirt provider 0.9: it starts Pulumi's bridge to any Terraform provider and says which one.
 * Pulumi's engine would do that itself, if the Node host passed the program's parameters on. One that is built from
 * Go modules is too old for it.
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { credentials } from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";

const parameters = ["dmacvicar/libvirt", "0.9.7"];
const parameterizeMs = 60_000;

const bridge = spawn("pulumi-resource-terraform-provider", process.argv.slice(2), {
    stdio: ["ignore", "pipe", "inherit"],
});
bridge.on("error", (error) => {
    process.stderr.write(`${error}\n`);
    process.exit(1);
});
bridge.on("exit", () => end());
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => bridge.kill(signal));

/** Ends the provider too: it ignores interrupts, and a bridge that is interrupted can leave it running. */
function end() {
    try {
        // The engine makes each plugin the leader of a process group.
        process.kill(-process.pid, "SIGKILL");
    } catch {
        process.exit(1);
    }
}

createInterface({ input: bridge.stdout }).once("line", (port) => {
    const client = new services.ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
    const request = new messages.ParameterizeRequest();
    request.setArgs(new messages.ParameterizeRequest.ParametersArgs().setArgsList(parameters));
    client.parameterize(request, { deadline: Date.now() + parameterizeMs }, (error) => {
        client.close();
        if (error) {
            process.stderr.write(`Terraform provider ${parameters.join(" ")}: ${error.message}\n`);
            bridge.kill();
            return;
        }
        // From here the engine talks to the bridge.
        process.stdout.write(`${port}\n`);
    });
});
