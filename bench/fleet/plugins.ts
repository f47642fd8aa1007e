import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** Plugins by name: what Node runs for each. */
const PLUGINS = {
    "config-drive": [resolve(import.meta.dirname, "..", "..", "bin", "plugin", "main.js")],
    "no-op": ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", join(import.meta.dirname, "no-op-plugin.ts")],
} as const;

const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** Writes the plugins' programs into a new folder, which is for the PATH: the engine looks there. */
export const writePlugins = (folder: string): string => {
    mkdirSync(folder);
    for (const [name, args] of Object.entries(PLUGINS)) {
        const command = [process.execPath, ...args].map(quoted).join(" ");
        writeFileSync(join(folder, `pulumi-resource-${name}`), `#!/bin/sh\nexec ${command} "$@"\n`, { mode: 0o755 });
    }
    return folder;
};
