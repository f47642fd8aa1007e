import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ImageEntry, writeIso9660 } from "../../../provider/formats/iso9660/index.ts";
import { renderPage } from "../../../provider/page/page.ts";
import type { DriveView } from "../../../provider/view/drive-view.ts";
import { generatedCases, inputsOf } from "../../foreign/nova/generated.ts";
import { SEED } from "../../support/seed.ts";
import { file, wholeOf } from "../formats/iso9660/trees.ts";
import { viewOfImage, viewOfInputs } from "./drives.ts";

const image = (entries: readonly ImageEntry[]): Uint8Array => wholeOf(writeIso9660(entries, { label: "config-2" }));

const factsOf = ({ guest }: DriveView): ReadonlyMap<string, unknown> =>
    new Map(guest.facts.map(({ path, value }) => [path, typeof value === "string" ? value : value.value]));

describe("the view of a drive", () => {
    it("shows every input of any drive", async () => {
        for (const nova of generatedCases(60, SEED)) {
            const view = await viewOfInputs(inputsOf(nova), true);
            const facts = factsOf(view);
            expect(facts.get("hostname")).toBe(nova.hostname);
            expect(facts.get("uuid")).toBe(nova.uuid);
            expect(facts.get("projectId")).toBe(nova.projectId);
            expect(facts.get("adminPassword")).toBe(nova.adminPass);
            const meta = view.guest.facts.filter(({ label }) => label.endsWith("(meta)"));
            expect(meta).toHaveLength(Object.keys(nova.meta ?? {}).length);
            expect(view.guest.facts.filter(({ path }) => path.startsWith("devices"))).toHaveLength(
                nova.devices?.length ?? 0,
            );
            expect(view.guest.keys.map(({ name }) => name)).toEqual((nova.keypairs ?? []).map(({ name }) => name));
            const files = view.guest.files.filter(({ source }) => source === "files");
            expect(files.map(({ path, size, mode, owner }) => ({ path, size, mode, owner }))).toEqual(
                (nova.files ?? []).map(({ path, base64 }) => ({
                    path,
                    size: Buffer.from(base64, "base64").length,
                    mode: "0660",
                    owner: "root",
                })),
            );
            expect(view).toMatchObject({ hasSecrets: true, image: { format: "iso9660", label: "config-2" } });
            expect([view.omitted, view.guest.omitted]).toEqual([undefined, undefined]);
        }
    });

    const canary = "canary-5d41";
    const cloudConfig = `#cloud-config\npassword: ${canary}\nwrite_files:\n- path: /etc/a\n  content: ${canary}\nruncmd:\n- [echo, "${canary}"]\n`;
    const ignition = JSON.stringify({
        ignition: { version: "3.4.0" },
        passwd: { users: [{ name: "core", passwordHash: canary }] },
        storage: { files: [{ path: "/etc/a", contents: { source: `data:,${canary}` } }] },
    });
    const userData = fc.constantFrom<unknown>(
        cloudConfig,
        ignition,
        `#!/bin/sh\necho ${canary}\n`,
        `#ps1_sysnative\n$password = "${canary}"\n`,
        `## template: jinja\n#cloud-config\npassword: ${canary}\n`,
        `version: v1alpha1\nmachine:\n  token: ${canary}\n`,
        `#include\nhttps://example.org/${canary}\n`,
        `hostname ${canary}\n`,
        [{ content: cloudConfig }, { content: `#!/bin/sh\n# ${canary}\n`, filename: "a.sh" }],
        { base64: Buffer.from(`\0${canary}`).toString("base64") },
    );
    const secretPlaces = fc.record(
        {
            adminPassword: fc.constant(canary),
            randomSeed: fc.constant(Buffer.from(`${canary}, and long enough`).toString("base64")),
            userData,
            vendorData: fc.constantFrom<unknown>({ note: canary }, { "cloud-init": cloudConfig }),
            vendorData2: fc.constant({ static: {}, other: { note: canary } }),
            files: fc.constant({ "/etc/a": { content: canary } }),
            rootFiles: fc.constant({ "a/b.txt": { content: canary } }),
            meta: fc.constant({ role: "web", admin_pass: canary, api_token: canary }),
            extraMetaData: fc.constant({ db: { password: canary, list: [{ secret: canary }] } }),
        },
        { requiredKeys: [] },
    );

    it("has no secret unless secrets were asked for, wherever it is", async () => {
        const hidden = [canary, Buffer.from(canary).toString("base64").slice(0, 12)];
        const property = fc.asyncProperty(secretPlaces, async (places) => {
            const text = JSON.stringify(await viewOfInputs({ hostname: "web-1", ...places }));
            for (const secret of hidden) expect(text).not.toContain(secret);
        });
        await fc.assert(property, { seed: SEED, numRuns: 60 });
        const shown = JSON.stringify(await viewOfInputs({ adminPassword: canary, meta: { token: canary } }, true));
        expect(shown.split(canary).length).toBe(3);
    });

    it("has the first part of a drive that is too large to read, and counts the rest", async () => {
        const keys = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`k${index}`, "ssh-rsa AAAA"]));
        const meta = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`m${index}`, "x".repeat(3000)]));
        const files = Array.from({ length: 400 }, (_, index) => ({ path: `/f${index}`, content_path: "/content/0" }));
        const metaData = { uuid: "83679162-1378-4288-a2d4-70e13ec132aa", public_keys: keys, meta, files };
        const view = await viewOfImage(
            image([
                file("openstack/content/0", "x"),
                file("openstack/latest/meta_data.json", JSON.stringify(metaData).slice(0, 1024 * 1024)),
                ...Array.from({ length: 3000 }, (_, index) => file(`r/${index}`, "same")),
            ]),
        );
        expect(view.tree).toHaveLength(500);
        expect(view.omitted).toEqual(["2506 paths"]);
        expect(view.tree.at(-1)).toMatchObject({ sameAsOmitted: expect.any(Number) });
        expect(view.tree.at(-1)?.sameAs.length).toBeLessThanOrEqual(16);
        const small = {
            ...metaData,
            meta: Object.fromEntries(Object.entries(meta).map(([key]) => [key, "y".repeat(2100)])),
        };
        const cut = await viewOfImage(
            image([file("openstack/content/0", "x"), file("openstack/latest/meta_data.json", JSON.stringify(small))]),
        );
        expect(cut.guest.facts).toHaveLength(200);
        expect(cut.guest.keys).toHaveLength(200);
        expect(cut.guest.files).toHaveLength(300);
        expect(cut.guest.omitted).toEqual(["201 values", "100 keys", "100 files"]);
        expect(Math.max(...[...factsOf(cut).values()].map((value) => String(value).length))).toBe(2001);
    });

    it("has what guests read, also beside more files than it can have", async () => {
        const drive = (content: string): Promise<DriveView> =>
            viewOfImage(
                image([
                    ...Array.from({ length: 600 }, (_, index) => file(`a/${index}`, "")),
                    file("openstack/content/0000", content),
                    file(
                        "openstack/latest/meta_data.json",
                        JSON.stringify({
                            uuid: "83679162-1378-4288-a2d4-70e13ec132aa",
                            files: [{ path: "/etc/a", content_path: "/content/0000" }],
                        }),
                    ),
                ]),
            );
        const [one, other] = [await drive("allow"), await drive("deny!")];
        expect(one.tree.map(({ path }) => path)).toEqual(one.tree.map(({ path }) => path).sort());
        expect(one.tree.slice(-5).map(({ path }) => path)).toEqual([
            "openstack",
            "openstack/content",
            "openstack/content/0000",
            "openstack/latest",
            "openstack/latest/meta_data.json",
        ]);
        const digests = [one, other].map(({ guest }) => guest.files[0]?.digest);
        expect(digests[0]).toMatch(/^[\da-f]{64}$/);
        expect(digests[0]).not.toBe(digests[1]);
    });

    it("names the file by which the network was configured before there was network data", async () => {
        const metaData = {
            uuid: "83679162-1378-4288-a2d4-70e13ec132aa",
            network_config: { name: "network_config", content_path: "/content/0000" },
        };
        const view = await viewOfImage(
            image([
                file("openstack/content/0000", "auto eth0\n"),
                file("openstack/latest/meta_data.json", JSON.stringify(metaData)),
            ]),
        );
        expect([view.network, view.networkConfig]).toEqual([undefined, "/content/0000"]);
        expect(renderPage(view)).toContain("cloud-init uses /content/0000 instead");
        const odd = { ...metaData, network_config: { content_path: "https://u:canary@example.org" } };
        const hidden = await viewOfImage(image([file("openstack/latest/meta_data.json", JSON.stringify(odd))]));
        expect(hidden.networkConfig).toBe("a file");
    });

    it("is made of any metadata, however odd", async () => {
        const odd = fc.dictionary(
            fc.constantFrom(
                ...["uuid", "hostname", "name", "meta", "files", "public_keys", "admin_pass", "random_seed", "devices"],
                ...["dedicated_cpus", "launch_index", "project_id", "x", "__proto__", "constructor"],
            ),
            fc.jsonValue({ maxDepth: 3 }),
        );
        const property = fc.asyncProperty(odd, odd, odd, async (metaData, networkData, vendorData) => {
            const view = await viewOfImage(
                image([
                    file("openstack/latest/meta_data.json", JSON.stringify(metaData)),
                    file("openstack/latest/network_data.json", JSON.stringify({ links: Object.values(networkData) })),
                    file("openstack/latest/vendor_data.json", JSON.stringify(vendorData)),
                ]),
            );
            expect(view.readers).toHaveLength(9);
            expect(view.tree.filter(({ kind }) => kind === "file")).toHaveLength(3);
        });
        await fc.assert(property, { seed: SEED, numRuns: 200 });
    });
});
