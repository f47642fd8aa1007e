import { readFileSync } from "node:fs";
import { join } from "node:path";
import { debianPackage } from "../debian-package.mjs";
import { byKey } from "./by-key.mjs";
import { strip } from "./strip.mjs";

const schemaFile = "usr/lib/python3/dist-packages/cloudinit/config/schemas/schema-cloud-config-v1.json";

/**
 * cloud-init's schema of cloud-config as the provider uses it, from a folder with cloud-init's Debian package: for
 * each key, and for each definition that keys refer to, a schema as JSON.
 *
 * @param {string} folder
 */
export function readSchema(folder) {
    const control = readFileSync(join(folder, "DEBIAN", "control"), "utf8");
    const schema = JSON.parse(readFileSync(join(folder, schemaFile), "utf8"));
    const { $schema: _, $defs, type, properties, additionalProperties, ...rest } = byKey(strip(schema));
    if (type !== "object" || additionalProperties !== false || Object.keys(rest).length > 0) {
        throw new Error("cloud-init's schema says more than what its keys are: read.mjs would lose that");
    }
    return {
        cloudInit: /^Version: (?:\d+:)?([^-\s]+)/m.exec(control)?.[1],
        definitions: eachAsJson($defs),
        keys: eachAsJson(properties),
    };
}

/**
 * The same from the newest cloud-init that Debian has.
 *
 * @param {NodeJS.ProcessEnv} [env]
 */
export async function newestSchema(env = process.env) {
    return readSchema(await debianPackage("cloud-init", "sid", env));
}

function eachAsJson(schemas) {
    return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, JSON.stringify(schema)]));
}
