import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { useTestHost } from "../../support/host.ts";
import type { Behaviour } from "./versions/behaviour.ts";
import { devices } from "./versions/devices.ts";
import { volumes } from "./versions/volumes.ts";

const behaviours = [...devices, ...volumes];

/** What may be expected of a version: only two are known. */
const expectedOf = ({ debian12, debian13 = debian12 }: Behaviour, version: number): readonly string[] => {
    const major = Math.floor(version / 1_000_000);
    if (major === 9) return [debian12];
    return major === 11 ? [debian13] : [debian12, debian13];
};

describe("this version of libvirt", () => {
    const host = useTestHost();

    it.each(behaviours.map((behaviour) => [behaviour.ask, behaviour] as const))("asked to %s", async (_, behaviour) => {
        const seen = await behaviour.act(host());
        expect(expectedOf(behaviour, await host().client.getLibVersion())).toContain(seen);
    });

    it("does what docs/versions.md says", () => {
        const lines = readFileSync("docs/versions.md", "utf8").split("\n");
        const differing = behaviours.filter(({ debian13 }) => debian13 !== undefined);
        const rows = differing.map(({ ask, debian12, debian13 }) => `| ${ask} | ${debian12} | ${debian13} |`);
        expect(rows.filter((row) => !lines.some((line) => line.startsWith(row)))).toEqual([]);
        const same = behaviours.filter(({ debian13 }) => debian13 === undefined);
        const shared = same.map(({ ask, debian12 }) => `| ${ask} | ${debian12} |`);
        expect(shared.filter((row) => !lines.some((line) => line.startsWith(row)))).toEqual([]);
    });
});
