import { describe, expect, it } from "vitest";
import { type Content, isBytes } from "../../../provider/formats/entries/content.ts";
import type { RawInputs } from "../../../provider/model/inputs.ts";
import { parseSpec } from "../../../provider/spec/parse.ts";
import type { FileTree } from "../../../provider/tree/file-tree.ts";
import { layOut } from "../../../provider/tree/lay-out.ts";
import { recoverInputs } from "../../../provider/tree/recover.ts";
import { COMPARISONS } from "../../foreign/nova/cases.ts";
import { generatedCases, inputsOf } from "../../foreign/nova/generated.ts";
import { SEED } from "../../support/seed.ts";

const UUID = "83679162-1378-4288-a2d4-70e13ec132aa";

const treeOf = (inputs: RawInputs): FileTree => {
    const parsed = parseSpec(inputs, UUID);
    if (parsed.kind !== "spec") throw new Error(JSON.stringify(parsed));
    return layOut(parsed.spec);
};

const bytesOf = (content: Content): Uint8Array => {
    if (!isBytes(content)) throw new Error("a file on disk");
    return content;
};

const recovered = (inputs: RawInputs): RawInputs =>
    recoverInputs(new Map(treeOf(inputs).map(({ path, content }) => [path, bytesOf(content)])));

const shown = (tree: FileTree): readonly string[] =>
    tree.map(({ path, content }) => `${path}: ${Buffer.from(bytesOf(content)).toString("latin1")}`);

const expectSame = (inputs: RawInputs): void => expect(shown(treeOf(recovered(inputs)))).toEqual(shown(treeOf(inputs)));

describe("inputs recovered from a drive", () => {
    it.each(COMPARISONS.map(({ nova, inputs }) => [nova.id, inputs] as const))(
        "make the same drive: %s",
        (_, inputs) => {
            expectSame({ randomSeed: null, ...inputs });
        },
    );

    it("make the same drive: any that can be declared", () => {
        for (const nova of generatedCases(200, SEED)) expectSame(inputsOf(nova));
    });

    it.each<[string, RawInputs]>([
        ["latest alone", { metadataVersions: "latest", hostname: "web-1" }],
        [
            "no metadata",
            { metadataVersions: [], rootFiles: { "a/b.txt": { content: "x" }, "license/": { content: "" } } },
        ],
        ["root files beside it", { hostname: "web-1", rootFiles: { "iosxe_config.txt": { base64: "/w==" } } }],
        ["ec2", { hostname: "web-1", userData: "#!/bin/sh\n", ec2: { "instance-id": "i-1" } }],
        ["vendor data of its own", { vendorData: { a: 1 }, vendorData2: { static: {}, other: { b: 2 } } }],
        ["a seed", { randomSeed: "c2VlZA==" }],
    ])("make the same drive: %s", (_, inputs) => {
        expectSame(inputs);
    });

    it("say only what was declared", () => {
        const inputs = { hostname: "web-1", userData: "#cloud-config\n", files: { "/etc/motd": { content: "hi\n" } } };
        expect(recovered(inputs)).toEqual({ ...inputs, uuid: UUID, randomSeed: null });
    });

    it("have no files that lack a path or content", () => {
        const metaData = {
            uuid: UUID,
            files: [
                { path: "/a", content_path: "/content/0000" },
                { path: "/b" },
                { path: "/c", content_path: { toString: "" } },
            ],
        };
        const files = new Map([
            ["openstack/latest/meta_data.json", Buffer.from(JSON.stringify(metaData))],
            ["openstack/content/0000", Buffer.from("x")],
        ]);
        expect(recoverInputs(files)["files"]).toEqual({ "/a": { content: "x" } });
    });

    it("are the files themselves where the metadata can't be read", () => {
        const files = new Map([["openstack/latest/meta_data.json", Buffer.from("[")]]);
        expect(recoverInputs(files)).toEqual({
            metadataVersions: [],
            randomSeed: null,
            rootFiles: { "openstack/latest/meta_data.json": { content: "[" } },
        });
    });
});
