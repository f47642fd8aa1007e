import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ErrorCode } from "../../../provider/text/errors.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");

/** All codes: the compiler rejects an extra or a missing one. */
const CODES = Object.keys({
    aborted: true,
    "boot-order": true,
    "bus-full": true,
    "connect-failed": true,
    "domain-not-found": true,
    "domain-transient": true,
    "drive-conflict": true,
    "file-changed": true,
    "guest-failed": true,
    "guest-timeout": true,
    "guest-unreachable": true,
    "host-failed": true,
    "hotplug-unsupported": true,
    "nic-missing": true,
    "not-importable": true,
    "pool-inactive": true,
    "pool-not-found": true,
    "pool-unsupported": true,
    "timed-out": true,
    "tray-locked": true,
    "unsupported-uri": true,
    "verify-failed": true,
    "volume-conflict": true,
} satisfies Record<ErrorCode, true>);

/** The texts of all inline snapshots. */
const snapshots = globSync("test/{provider,libvirt}/**/*.test.ts", { cwd: ROOT }).flatMap((file) =>
    [...read(file).matchAll(/InlineSnapshot\(\s*`([\s\S]*?[^\\])`/g)].map(([, text = ""]) => text),
);

/** Codes at the start of a message in a snapshot: `"bus-full: attach config drive to …"`. */
const pinned = new Set(snapshots.flatMap((text) => [...text.matchAll(/"([a-z-]+): /g)].map(([, code = ""]) => code)));

describe("the codes of failures", () => {
    it("are those in the documentation, the rows of each together", () => {
        const [, world = ""] = read("docs/errors.md").split("\n## Run-time failures\n");
        const rows = [...world.matchAll(/ \| `([a-z-]+)` \|$/gm)].map(([, code]) => code);
        const documented = rows.filter((code, index) => code !== rows[index - 1]);
        expect(documented.toSorted()).toEqual(CODES);
    });

    it.each(CODES)("have their words pinned by a test: %s", (code) => {
        expect([...pinned]).toContain(code);
    });
});
