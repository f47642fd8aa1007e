import { describe, expect, it } from "vitest";
import { detailedDiff } from "../../plugin/detailed-diff.ts";

const pathsOf = (olds: object, news: object): Record<string, string> =>
    Object.fromEntries(detailedDiff({ ...olds }, { ...news }));

describe("the changes between two declarations", () => {
    it("are named by the path of each value, in the engine's notation", () => {
        const olds = {
            hostname: "web-1",
            files: { "/etc/motd": { content: "old" }, "/etc/gone": { content: "x" } },
            networkData: { links: [{ id: "eth0", type: "phy" }], networks: [] },
            publicKeys: { ops: "ssh-ed25519 A" },
        };
        const news = {
            hostname: "web-2",
            files: { "/etc/motd": { content: "new" }, "/etc/new": { content: "x" } },
            networkData: {
                links: [
                    { id: "eth0", type: "tap" },
                    { id: "eth1", type: "phy" },
                ],
                networks: [],
            },
            publicKeys: { ops: "ssh-ed25519 A" },
            pool: "fast",
        };
        expect(pathsOf(olds, news)).toEqual({
            hostname: "update",
            'files["/etc/motd"].content': "update",
            'files["/etc/gone"]': "delete",
            'files["/etc/new"]': "add",
            "networkData.links[0].type": "update",
            "networkData.links[1]": "add",
            pool: "add",
        });
    });

    it("are of the whole value where its kind changes", () => {
        expect(pathsOf({ userData: "#!/bin/sh\n" }, { userData: { base64: "AA==" } })).toEqual({ userData: "update" });
    });

    it("are none where only the order of keys differs", () => {
        expect(pathsOf({ meta: { a: "1", b: "2" } }, { meta: { b: "2", a: "1" } })).toEqual({});
    });
});
