import { beforeAll, describe, expect, it } from "vitest";
import { type ImageEntry, writeIso9660 } from "../../../provider/formats/iso9660/index.ts";
import { wholeOf } from "../../provider/formats/iso9660/trees.ts";
import { viewOfImage } from "../../provider/view/drives.ts";
import { SEED } from "../../support/seed.ts";
import { COMPARISONS } from "./cases.ts";
import { generatedCases } from "./generated.ts";
import { buildWithNova, findNova, missingOf, type NovaTree } from "./nova.ts";

const found = findNova();
const missing = missingOf(found);
const cases = [...COMPARISONS.map(({ nova }) => nova), ...generatedCases(100, SEED)];

/** The versions of Nova's releases: an older one wrote its newest as `latest`. */
const RELEASES = ["2012-08-10", "2013-10-17", "2016-06-30", "2018-08-27", "2025-04-04"];

/** The drive as a release that had no newer version would have written it. */
const asOf = (release: string, tree: NovaTree): readonly ImageEntry[] =>
    [...tree].flatMap(([path, content]) => {
        const [, date, rest] = /^openstack\/(\d{4}-\d{2}-\d{2})\/(.*)$/.exec(path) ?? [];
        if (path.startsWith("openstack/latest/") || (date ?? "") > release) return [];
        return date === release
            ? [
                  { path, content },
                  { path: `openstack/latest/${rest}`, content },
              ]
            : [{ path, content }];
    });

describe.skipIf(missing !== undefined)(`the view of Nova's drives${missing ?? ""}`, () => {
    let trees: ReadonlyMap<string, NovaTree> = new Map();

    beforeAll(() => {
        if ("python" in found) trees = buildWithNova(found.python, cases);
    }, 120_000);

    const differences = async (entries: readonly ImageEntry[]): Promise<readonly unknown[]> => {
        const { findings } = await viewOfImage(wholeOf(writeIso9660(entries, { label: "config-2" })));
        return findings.filter(({ path }) => /^openstack\/\d/.test(path));
    };

    it("finds no difference between their versions", async () => {
        expect(trees.size).toBe(cases.length);
        for (const tree of trees.values()) {
            expect(await differences([...tree].map(([path, content]) => ({ path, content })))).toEqual([]);
        }
    });

    it.each(RELEASES)("finds none as a release with the versions up to %s writes them", async (release) => {
        for (const tree of trees.values()) expect(await differences(asOf(release, tree))).toEqual([]);
    });
});
