/** Writes the plugin's schema again, from the types of the arguments and their comments. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { readSchema } from "./read.ts";

const ROOT = resolve(import.meta.dirname, "..", "..", "..");
const target = resolve(ROOT, "plugin", "schema.json");

writeFileSync(target, JSON.stringify(readSchema()));
execFileSync(resolve(ROOT, "node_modules", ".bin", "biome"), ["check", "--write", target], { stdio: "inherit" });
