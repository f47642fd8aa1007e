import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findOldestNode, run } from "./support/tools.ts";

const script = join(import.meta.dirname, "support", "digests.ts");
const oldest = findOldestNode();

/** Nothing of this test's own. */
const plain = { ...process.env, NODE_OPTIONS: "", NODE_NO_WARNINGS: "1" };

/** Digests of images that a process of its own has built. */
const digests = (node: string, environment: NodeJS.ProcessEnv): unknown =>
    JSON.parse(run(node, ["--experimental-strip-types", script], { env: { ...plain, ...environment } }));

describe("the same image", () => {
    const expected = digests(process.execPath, { TZ: "UTC", LC_ALL: "C" });

    it("comes from another order of the entries", () => {
        expect(expected).toMatchObject({ iso9660: expect.stringMatching(/^[0-9a-f]{64}$/) });
        const { iso9660, reversed }: { iso9660?: unknown; reversed?: unknown } = Object(expected);
        expect(reversed).toBe(iso9660);
    });

    it.each([
        ["time zone", { TZ: "Pacific/Kiritimati" }],
        ["locale", { LC_ALL: "tr_TR.UTF-8", LANG: "tr_TR.UTF-8" }],
        ["year of the clock, as far as tools can be told", { SOURCE_DATE_EPOCH: "4102444800" }],
    ])("comes from another %s", (_name, environment) => {
        expect(digests(process.execPath, environment)).toEqual(expected);
    });

    it("comes from another folder with another umask", () => {
        const shell = `umask 077 && cd "$1" && exec "$2" --experimental-strip-types "$3"`;
        const out = run("sh", ["-c", shell, "sh", tmpdir(), process.execPath, script], { env: plain });
        expect(JSON.parse(out)).toEqual(expected);
    });

    it.skipIf(oldest === undefined)("comes from the oldest Node that is supported", () => {
        const version = run(oldest ?? "", ["--version"]).trim();
        expect(version).not.toBe(process.version);
        expect(version).toMatch(/^v22\.13\./);
        expect(digests(oldest ?? "", { TZ: "America/New_York" })).toEqual(expected);
    });
});
