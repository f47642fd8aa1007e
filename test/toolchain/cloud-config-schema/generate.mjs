/** Writes the schema that cloud-config is checked against anew, from the newest cloud-init that Debian has. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../places.mjs";
import { say } from "../progress.mjs";
import { run } from "../run.mjs";
import { newestSchema } from "./read.mjs";

const generated = join(root, "provider", "spec", "user-data", "cloud-config", "schema-data.ts");

/** A file of one line a key: files of JSON are loaded in one way by Node and in another by what the compiler makes. */
const textOf = ({ cloudInit, definitions, keys }) => `/**
 * cloud-init's schema-cloud-config-v1.json without its prose, Apache-2.0, key by key. Made by
 * \`npm run generate:cloud-config\`: don't edit it.
 */

/** The version of cloud-init that it comes from. */
export const CLOUD_INIT = ${quoted(cloudInit)};

/** Schemas that others refer to, as JSON. */
export const DEFINITIONS: Readonly<Record<string, string>> = ${objectOf(definitions)};

/** The schema of each key at the top, as JSON. */
export const KEYS: Readonly<Record<string, string>> = ${objectOf(keys)};
`;

function objectOf(values) {
    const lines = Object.entries(values).map(([name, value]) => `    ${quoted(name)}: ${quoted(value)},\n`);
    return `{\n${lines.join("")}}`;
}

function quoted(text) {
    return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

const schema = await newestSchema();
writeFileSync(generated, textOf(schema));
await run(join(root, "node_modules", ".bin", "biome"), ["check", "--write", generated], { cwd: root });
say(`${generated}: cloud-init ${schema.cloudInit}`);
