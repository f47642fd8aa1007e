import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isImageError } from "../../../provider/image/write.ts";
import { MAX_PAGE_SIZE, renderPage } from "../../../provider/page/page.ts";
import { readSeeds } from "../../fuzz/input.ts";
import { SEED } from "../../support/seed.ts";
import { imageOf, viewOfImage } from "./drives.ts";

const MIB = 1024 * 1024;

const inputs = {
    hostname: "web-1",
    adminPassword: "secret",
    publicKeys: { ops: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGtC7VSfNHT4FWjlGPbFxDTSZ3rhu9rSSSvbYMbnJHwM ops" },
    userData: [
        { content: "#cloud-config\npackages: [nginx]\nwrite_files:\n- { path: /a, content: b }\n" },
        { content: "#!/bin/sh\n" },
    ],
    vendorData: { "cloud-init": "#cloud-config\nusers: [ops]\n" },
    networkData: {
        links: [{ id: "eth0", type: "phy", ethernet_mac_address: "52:54:00:12:34:56", mtu: 1500 }],
        networks: [{ id: "lan", type: "ipv4", link: "eth0", ip_address: "192.0.2.10", netmask: "255.255.255.0" }],
    },
    files: { "/etc/motd": { content: "hi" } },
    devices: [{ type: "nic", mac: "52:54:00:12:34:56", tags: ["a"] }],
    metadataVersions: "latest",
};

/** The page that shows an image; undefined if its reader rejects it. */
const pageOf = async (bytes: Uint8Array): Promise<string | undefined> => {
    try {
        return renderPage(await viewOfImage(bytes));
    } catch (error) {
        if (isImageError(error)) return undefined;
        throw error;
    }
};

/** Bytes that have a meaning in documents. */
const byte = fc.oneof(
    fc.nat(255),
    fc.constantFrom(...'"\\{}[]:,0-9<&\0\n'.split("").map((text) => text.charCodeAt(0))),
);

describe("the page of an image with changed bytes", () => {
    it.each(["iso9660", "vfat"])("is a page, or the image is rejected: %s", async (format) => {
        const image = await imageOf({ ...inputs, format, ...(format === "vfat" && { size: 8 * MIB }) });
        // Zeros are most of an image.
        const places = [...image.keys()].filter((index) => image[index] !== 0);
        const change = fc.record({ place: fc.constantFrom(...places), to: byte });
        let pages = 0;
        const property = fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 40 }), async (changes) => {
            const changed = image.slice();
            for (const { place, to } of changes) changed[place] = to;
            const page = await pageOf(changed);
            if (page === undefined) return;
            pages += 1;
            expect(Buffer.byteLength(page)).toBeLessThanOrEqual(MAX_PAGE_SIZE);
        });
        await fc.assert(property, { seed: SEED, numRuns: 100 });
        expect(pages).toBeGreaterThan(10);
    });

    it.each(["iso9660", "vfat"] as const)(
        "is a page for each image that the fuzzer starts from: %s",
        async (format) => {
            for (const { bytes } of readSeeds(format)) expect(await pageOf(bytes)).toMatch(/^<!doctype html>/);
        },
    );
});
