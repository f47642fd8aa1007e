import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { here } from "../places.mjs";

const release = (...args) =>
    spawnSync(process.execPath, [join(here, "publish", "main.mjs"), ...args], { encoding: "utf8" });

describe("npm run release", () => {
    it.each([
        [["--dry-run", "--only", "plugin", "--without-site"], "--only already leaves out the site.\nusage: "],
        [["--dry-run", "--only", "film"], 'There is no part "film".\nusage: '],
        [["--dry-run", "--check"], "usage: "],
        [["--gather"], "usage: "],
    ])("rejects %j", (args, said) => {
        const { status, stdout, stderr } = release(...args);
        expect(status).toBe(1);
        expect(stdout + stderr).toMatch(new RegExp(`^${said}`));
    });
});
