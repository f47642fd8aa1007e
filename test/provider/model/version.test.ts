import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { VERSION } from "../../../provider/model/version.ts";

it("is the manifest's version", () => {
    const manifest = readFileSync(join(import.meta.dirname, "..", "..", "..", "package.json"), "utf8");
    expect(VERSION).toBe(JSON.parse(manifest).version);
});
