import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { Problem, run } from "../run.mjs";

const require = createRequire(import.meta.url);
const startMs = 60_000;

/**
 * Fails unless the plugin's executable names the version and serves its schema, as Pulumi asks for it.
 *
 * @param {string} path of the executable
 * @param {string} version
 */
export async function tryPlugin(path, version) {
    const said = (await run(path, ["--version"])).trim();
    if (said !== version) throw new Problem(`The executable says it is version ${said}, not ${version}.`);
    const schema = await schemaOf(path);
    if (schema.name === "config-drive" && schema.version === version) return;
    throw new Problem(`The executable's schema is of ${schema.name} ${schema.version}, not of ${version}.`);
}

async function schemaOf(path) {
    const child = spawn(path, ["127.0.0.1:1"], { stdio: ["ignore", "pipe", "inherit"] });
    const gone = once(child, "exit");
    try {
        const [port] = await once(createInterface(child.stdout), "line", { signal: AbortSignal.timeout(startMs) });
        return JSON.parse(await askForSchema(port));
    } finally {
        child.kill("SIGKILL");
        // Windows removes no program that still runs.
        await gone;
    }
}

async function askForSchema(port) {
    // Both are CommonJS without names that Node could see from outside.
    const { ResourceProviderClient } = require("@pulumi/pulumi/proto/provider_grpc_pb.js");
    const { GetSchemaRequest } = require("@pulumi/pulumi/proto/provider_pb.js");
    const { credentials } = require("@grpc/grpc-js");
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
    try {
        const answer = await promisify(client.getSchema.bind(client))(new GetSchemaRequest());
        return answer.getSchema();
    } finally {
        client.close();
    }
}
