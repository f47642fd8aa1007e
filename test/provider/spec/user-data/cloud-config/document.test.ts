import { describe, expect, it } from "vitest";
import { checkCloudConfig } from "../../../../../provider/spec/user-data/cloud-config.ts";

const problems = async (userData: string): Promise<readonly string[]> =>
    (await checkCloudConfig({ userData })).problems.map(({ reason }) => reason);

describe("cloud-config", () => {
    it.each(["#cloud-config packages: [x] runcmd: []\n", "#cloud-config\\npackages: [x]\\n"])(
        "has settings on the line of its header: %j",
        async (userData) => {
            expect(await problems(userData)).toEqual([
                "line 1: has settings on the line of the header, where they are a comment; put each on its own line (in YAML inputs, write the text after |)",
            ]);
        },
    );

    it.each(["#cloud-config\n", "#cloud-config\n# packages: [x]\n", "#cloud-config for the web servers\n"])(
        "can be empty: %j",
        async (userData) => {
            expect(await problems(userData)).toEqual([]);
        },
    );

    it.each([1, "1", "'1'", "auto"])("can have the partition %s in fs_setup", async (partition) => {
        const device = `{device: /dev/vdb, filesystem: ext4, partition: ${partition}}`;
        expect(await problems(`#cloud-config\nfs_setup: [${device}]\n`)).toEqual([]);
    });

    it.each<[item: unknown, reason: string]>([
        [{ content: 5 }, "must have a text as its content"],
        [{ content: null }, "must have a text as its content"],
        [{ content: "#!/bin/sh", type: "shell" }, 'must have a media type as its type, e.g. "text/x-shellscript"'],
        [
            { content: "#!/bin/sh", foo: 5 },
            "must not have a key other than content, type, filename and launch-index whose value isn't a text",
        ],
    ])("is dropped with its archive because of %j", async (item, reason) => {
        expect(await problems(`#cloud-config-archive\n${JSON.stringify([item])}\n`)).toEqual([
            `item [0] of the archive, ${reason}, or cloud-init drops all user data`,
        ]);
    });

    it("has tens of thousands of unknown keys, of which the first are named, in seconds", async () => {
        const keys = Array.from({ length: 40_000 }, (_, index) => `key_${index}_abcdefgh: 1\n`);
        const start = performance.now();
        const found = await problems(`#cloud-config\n${keys.join("")}`);
        // 1 s on one slow core; it was minutes while each key looked at all others.
        expect(performance.now() - start).toBeLessThan(15_000);
        expect(found).toHaveLength(21);
        expect(found.at(-1)).toBe("and 39980 more like these");
    });

    it("can be in an archive with headers that are texts", async () => {
        const item = {
            content: "#!/bin/sh\n",
            type: "text/x-shellscript",
            filename: "a.sh",
            "launch-index": 0,
            note: "x",
        };
        expect(await problems(`#cloud-config-archive\n${JSON.stringify([item, "#!/bin/sh\n"])}\n`)).toEqual([]);
    });
});
