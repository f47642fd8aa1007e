import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ImageEntry, writeIso9660 } from "../../../provider/formats/iso9660/index.ts";
import type { DriveView } from "../../../provider/view/drive-view.ts";
import { generatedCases, inputsOf } from "../../foreign/nova/generated.ts";
import { SEED } from "../../support/seed.ts";
import { file, wholeOf } from "../formats/iso9660/trees.ts";
import { viewOfImage, viewOfInputs } from "./drives.ts";

const UUID = "83679162-1378-4288-a2d4-70e13ec132aa";

/** A drive of files in `openstack/`; what isn't a text becomes JSON. */
const viewOf = (files: Readonly<Record<string, unknown>>): Promise<DriveView> =>
    viewOfImage(
        wholeOf(
            writeIso9660(
                Object.entries(files).map(
                    ([path, content]): ImageEntry =>
                        file(`openstack/${path}`, typeof content === "string" ? content : JSON.stringify(content)),
                ),
                { label: "config-2" },
            ),
        ),
    );

const meta = (hostname: string, more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => ({
    uuid: UUID,
    hostname,
    ...more,
});

const shown = ({ findings }: DriveView): readonly string[] =>
    findings.map(({ severity, path, reason, topic }) => `${severity} ${topic} ${path}: ${reason}`);

const cloudInit = ({ readers }: DriveView): DriveView["readers"][number] | undefined =>
    readers.find(({ name }) => name === "cloud-init");

const hostOf = ({ guest }: DriveView): unknown => guest.facts.find(({ path }) => path === "hostname")?.value;

describe("a drive whose versions differ", () => {
    it("warns of what a reader takes from another version than the one shown", async () => {
        const view = await viewOf({
            "latest/meta_data.json": meta("web-1", { launch_index: 1 }),
            "latest/user_data": "#cloud-config\n",
            "latest/network_data.json": {
                links: [{ id: "a", type: "phy", ethernet_mac_address: "52:54:00:12:34:56" }],
            },
            "2018-08-27/meta_data.json": meta("old-host", { launch_index: 2 }),
            "2018-08-27/user_data": "#!/bin/sh\n",
            "2018-08-27/vendor_data.json": { "cloud-init": "#!/bin/sh\n" },
        });
        expect(hostOf(view)).toBe("web-1");
        const place = "openstack/latest, which is shown here";
        expect(shown(view).filter((finding) => finding.includes("openstack/2018-08-27"))).toEqual([
            `warning guest openstack/2018-08-27/meta_data.json: cloud-init reads this version, and hostname, launch_index differ from ${place}`,
            `warning userData openstack/2018-08-27/user_data: cloud-init reads this version, and the document differs from ${place}`,
            `warning vendorData openstack/2018-08-27/vendor_data.json: cloud-init reads this version; the document isn't in ${place}`,
            `warning network openstack/2018-08-27/network_data.json: is missing: cloud-init reads this version, but the document is only in ${place}`,
        ]);
        expect(cloudInit(view)?.takes).toContainEqual({ input: "userData", remark: "scripts" });
        expect(view.readers.find(({ name }) => name === "CirrOS")?.leaves).toContainEqual({
            input: "userData",
            remark: "cloud-config",
        });
    });

    it("names few of the keys that differ, shortened, and none with the form of a secret", async () => {
        const odd = { ["k".repeat(200_000)]: 1, "password=canary": 1, b: 1, c: 1, d: 1, e: 1 };
        const view = await viewOf({
            "latest/meta_data.json": meta("web-1"),
            "2018-08-27/meta_data.json": meta("web-1", odd),
        });
        const reasons = view.findings.map(({ reason }) => reason).filter((reason) => reason.includes("differ"));
        expect(reasons).toEqual([
            `cloud-init reads this version, and ${"k".repeat(64)}…, a hidden key, b, c, d, 1 more differ from openstack/latest, which is shown here`,
        ]);
        expect(JSON.stringify(view)).not.toContain("canary");
    });

    it("warns of user data that the page doesn't show", async () => {
        const view = await viewOf({
            "latest/meta_data.json": meta("web-1"),
            "2013-10-17/meta_data.json": meta("web-1"),
            "2013-10-17/user_data": "#!/bin/sh\n",
        });
        expect(shown(view)).toEqual([
            "warning userData openstack/2013-10-17/user_data: cloud-init reads this version; the document isn't in openstack/latest, which is shown here",
        ]);
    });

    it("has the problems of the version that a reader takes, which then can't read it", async () => {
        const view = await viewOf({
            "latest/meta_data.json": meta("web-1"),
            "2018-08-27/meta_data.json": "{broken",
        });
        expect(shown(view)).toEqual([
            "problem guest openstack/2018-08-27/meta_data.json: isn't a JSON object; cloud-init reads this version",
        ]);
        expect(cloudInit(view)).toMatchObject({
            obstacle: "reads openstack/2018-08-27, which has a meta_data.json that isn't a JSON object",
            takes: [],
        });
        expect(view.readers.filter(({ obstacle }) => obstacle !== "")).toHaveLength(1);
    });

    it("can't be read by a reader that takes a version without metadata", async () => {
        const view = await viewOf({ "latest/meta_data.json": meta("web-1"), "2018-08-27/user_data": "#!/bin/sh\n" });
        expect(shown(view)).toEqual([
            "problem guest openstack/2018-08-27/meta_data.json: is missing; cloud-init reads this version",
        ]);
        expect(cloudInit(view)?.obstacle).toBe("reads openstack/2018-08-27, which has no meta_data.json");
    });

    it("can be read by a reader of another version if the one shown is broken", async () => {
        const view = await viewOf({
            "latest/meta_data.json": "{broken",
            "2018-08-27/meta_data.json": meta("web-1"),
        });
        expect(shown(view)).toEqual([
            "problem guest openstack/latest/meta_data.json: isn't a JSON object",
            "warning guest openstack/2018-08-27/meta_data.json: cloud-init reads this version, which isn't shown here",
        ]);
        expect(cloudInit(view)).toMatchObject({ obstacle: "", takes: [{ input: "hostname", remark: "" }] });
        expect(view.readers.find(({ name }) => name === "Talos")?.obstacle).toBe(
            "reads openstack/latest, which has a meta_data.json that isn't a JSON object",
        );
    });

    it("is shown by a version that readers know", async () => {
        const files = { "zzz/meta_data.json": meta("zzz-host"), "9999/meta_data.json": meta("9999-host") };
        const view = await viewOf({ ...files, "2018-08-27/meta_data.json": meta("web-1") });
        expect(hostOf(view)).toBe("web-1");
        expect(view.findings).toEqual([]);
        expect(cloudInit(view)?.obstacle).toBe("");
        expect([...new Set((await viewOf(files)).readers.map(({ obstacle }) => obstacle))]).toEqual([
            "the drive has no OpenStack metadata that can be read",
        ]);
    });

    it("is shown by its newest date if it has no latest, even if cloud-init only knows an older one", async () => {
        const view = await viewOf({
            "2018-08-27/meta_data.json": meta("old-host"),
            "2020-10-14/meta_data.json": meta("web-1"),
        });
        expect(hostOf(view)).toBe("web-1");
        expect(shown(view)).toEqual([
            "warning guest openstack/2018-08-27/meta_data.json: cloud-init reads this version, and hostname differs from openstack/2020-10-14, which is shown here",
        ]);
        // A date that isn't one of OpenStack's.
        expect(cloudInit(await viewOf({ "2018-01-01/meta_data.json": meta("web-1") }))?.obstacle).toBe(
            "reads versions up to 2018-08-27 and latest, of which the drive has none",
        );
    });

    it("names the document of its own version that has a problem", async () => {
        const view = await viewOf({
            "2018-08-27/meta_data.json": meta("web-1"),
            "2018-08-27/network_data.json": {},
        });
        expect(shown(view)).toEqual(["problem network openstack/2018-08-27/network_data.json: is an empty object"]);
    });
});

describe("a drive whose versions only differ as Nova's do", () => {
    it("has no finding", async () => {
        const nic = { type: "nic", mac: "fa:16:3e:12:34:56", bus: "pci", address: "0000:00:03.0", tags: [] };
        const share = { type: "share", share_id: "1", tag: "data" };
        const seed = (fill: number): string => Buffer.alloc(512, fill).toString("base64");
        const link = '{"id": "a", "type": "phy", "ethernet_mac_address": "fa:16:3e:12:34:56"}';
        const later = {
            "network_data.json": `{"links": [${link}], "networks": []}`,
            "vendor_data.json": "{}",
            "vendor_data2.json": "{}",
            user_data: "#cloud-config\n",
        };
        const versions = {
            "2012-08-10": { "meta_data.json": meta("web-1"), user_data: later.user_data },
            "2018-08-27": { "meta_data.json": meta("web-1", { random_seed: seed(1), devices: [nic] }), ...later },
            latest: {
                "meta_data.json": meta("web-1", {
                    random_seed: seed(2),
                    devices: [share, { ...nic, vf_trusted: true }],
                    dedicated_cpus: [],
                }),
                ...later,
                "network_data.json": `{"networks": [], "links": [${link}]}`,
            },
        };
        const files = (names: readonly (keyof typeof versions)[]): Readonly<Record<string, unknown>> =>
            Object.fromEntries(
                names.flatMap((name) =>
                    Object.entries(versions[name]).map(([key, value]) => [`${name}/${key}`, value]),
                ),
            );
        expect(shown(await viewOf(files(["2012-08-10", "2018-08-27", "latest"])))).toEqual([]);
        expect(shown(await viewOf(files(["2012-08-10", "latest"])))).toEqual([]);
    });

    it("warns of another device", async () => {
        const view = await viewOf({
            "2018-08-27/meta_data.json": meta("web-1", { devices: [{ type: "nic", mac: "fa:16:3e:12:34:56" }] }),
            "latest/meta_data.json": meta("web-1", { devices: [{ type: "nic", mac: "fa:16:3e:12:34:57" }] }),
        });
        expect(shown(view)).toEqual([expect.stringContaining("devices differs from openstack/latest")]);
    });

    it("has no finding in a version, whatever this package writes", async () => {
        for (const nova of generatedCases(60, SEED)) {
            const { findings } = await viewOfInputs(inputsOf(nova));
            expect(findings.filter(({ path }) => path.startsWith("openstack/"))).toEqual([]);
        }
    });
});

describe("versions of any documents", () => {
    const document = fc.oneof(
        fc.json(),
        fc.record({ hostname: fc.string(), devices: fc.jsonValue(), random_seed: fc.string() }),
    );
    const names = ["meta_data.json", "network_data.json", "vendor_data.json", "vendor_data2.json", "user_data"];
    const tree = fc.dictionary(
        fc
            .tuple(
                fc.constantFrom("latest", "2018-08-27", "2012-08-10", "2025-04-04", "zzz"),
                fc.constantFrom(...names),
            )
            .map((steps) => steps.join("/")),
        document,
        { maxKeys: 8 },
    );

    it(`are shown, and found different only where they are, CONFIG_DRIVE_SEED=${SEED}`, async () => {
        const property = fc.asyncProperty(tree, async (files) => {
            const view = await viewOf({ x: "x", ...files });
            const old = Object.fromEntries(
                Object.entries(files).map(([path, value]) => [path.replace(/^[^/]*/, "2018-08-27"), value]),
            );
            const equal = Object.fromEntries(
                Object.entries(old).map(([path, value]) => [path.replace(/^[^/]*/, "latest"), value]),
            );
            expect(view.readers).toHaveLength(9);
            const both = await viewOf({ x: "x", ...old, ...equal });
            expect(both.findings.filter(({ path }) => path.startsWith("openstack/2"))).toEqual([]);
        });
        await fc.assert(property, { numRuns: 150, seed: SEED });
    });
});
