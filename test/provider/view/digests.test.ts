import { describe, expect, it } from "vitest";
import type { DriveView } from "../../../provider/view/drive-view.ts";
import { viewOfInputs } from "./drives.ts";

const SEED = Buffer.alloc(16, 7).toString("base64");

type Inputs = Readonly<Record<string, unknown>>;

/** The paths below latest, or elsewhere, whose digest is hidden; and whether the image's is shown. */
const hiddenIn = ({ tree, image }: DriveView): readonly string[] => [
    ...tree
        .filter(({ kind, isDigestShown, path }) => kind === "file" && !isDigestShown && !/\/\d{4}-/.test(path))
        .map(({ path }) => path.replace("openstack/latest/", "")),
    ...(image?.isDigestShown ? [] : ["image"]),
];

const hidden = async (inputs: Inputs, withSecrets = false): Promise<readonly string[]> =>
    hiddenIn(await viewOfInputs(inputs, withSecrets));

const network = { links: [{ id: "eth0", type: "phy", ethernet_mac_address: "52:54:00:12:34:56" }], networks: [] };

describe("a digest in a view", () => {
    it("is shown of plain files, and of an image that has no others", async () => {
        expect(
            await hidden({ hostname: "web-1", networkData: network, meta: { role: "web" }, ec2: { a: "b" } }),
        ).toEqual([]);
    });

    it.each<[string, Inputs, readonly string[]]>([
        ["user data", { userData: "#!/bin/sh\n" }, ["user_data", "image"]],
        ["vendor data", { vendorData: { a: 1 } }, ["vendor_data.json", "vendor_data2.json", "image"]],
        ["vendor data of its own", { vendorData2: { b: 1 } }, ["vendor_data2.json", "image"]],
        ["files", { files: { "/a": { content: "x" } } }, ["openstack/content/0000", "image"]],
        ["root files", { rootFiles: { "x/y": { content: "x" } } }, ["x/y", "image"]],
        ["a password", { adminPassword: "x" }, ["meta_data.json", "image"]],
        ["a short seed", { randomSeed: "c2hvcnQ=" }, ["meta_data.json", "image"]],
        ["a secret in meta", { meta: { db_password: "x" } }, ["meta_data.json", "image"]],
        ["a secret in extra metadata", { extraMetaData: { a: [{ token: "x" }] } }, ["meta_data.json", "image"]],
    ])("is hidden if trying all short secrets would find it: %s", async (_, inputs, expected) => {
        expect(await hidden({ hostname: "web-1", ...inputs })).toEqual(expected);
        expect(await hidden({ hostname: "web-1", ...inputs }, true)).toEqual([]);
    });

    it("is shown of a document with a seed that nobody can guess, and of its image, but not of the other files", async () => {
        const inputs = { randomSeed: SEED, adminPassword: "x", userData: "#!/bin/sh\n" };
        const view = await viewOfInputs(inputs);
        expect(hiddenIn(view)).toEqual(["user_data"]);
        const oldest = view.tree.find(({ path }) => path === "openstack/2012-08-10/meta_data.json");
        expect(oldest).toMatchObject({ isDigestShown: false });
    });

    it("isn't needed to know which files are the same", async () => {
        const { tree } = await viewOfInputs({ userData: "#!/bin/sh\n", metadataVersions: "all" });
        const row = tree.find(({ path }) => path === "openstack/latest/user_data");
        expect(row?.sameAs).toHaveLength(10);
        expect(row?.sameAs[0]).toBe("openstack/2012-08-10/user_data");
        expect(tree.filter(({ size }) => size === 0).every(({ sameAs }) => sameAs.length === 0)).toBe(true);
    });
});
