import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rebuildDrive } from "../../provider/image/build.ts";
import { wholeImage } from "../../provider/image/write.ts";
import { createDrive } from "../../provider/lifecycle/create.ts";
import { withCalls } from "../support/calls.ts";
import { useTestHost } from "../support/host.ts";
import { joined } from "../support/in-memory.ts";

const MIB = 1024 * 1024;

describe("the volume of a VFAT drive", () => {
    const host = useTestHost();

    it("has all of its 64 MiB, of which the used part alone takes place on the host", async () => {
        const news = host().declare({ format: "vfat" });
        const { image } = rebuildDrive(news);
        const uploads: number[] = [];
        const client = withCalls(host().client, {
            storageVolUpload: (volume, chunks, length, options) => {
                uploads.push(length);
                return host().client.storageVolUpload(volume, chunks, length, options);
            },
        });
        const { volumePath, imageSize } = await createDrive({ ...host().handle(), client }, news);
        expect(uploads).toEqual([image.used]);
        const { size, blocks } = await stat(volumePath);
        expect([size, imageSize]).toEqual([64 * MIB, 64 * MIB]);
        expect(blocks * 512).toBeLessThan(MIB);
        expect((await readFile(volumePath)).equals(joined(wholeImage(image)))).toBe(true);
    });

    it.each([4 * MIB, 128 * MIB])("is as large as the program wants it: %d bytes", async (size) => {
        const { volumePath, imageSize } = await createDrive(host().handle(), host().declare({ format: "vfat", size }));
        expect([imageSize, (await stat(volumePath)).size]).toEqual([size, size]);
    });

    it("is written to its end where volumes don't start as zeros", async () => {
        const { client, folder } = host();
        // No kernel of a test machine has device-mapper: a pool of files that says it is one of logical volumes, and
        // whose new volumes hold what somebody else left there.
        const logical = withCalls(client, {
            storagePoolGetXmlDesc: async (pool, flags, options) =>
                (await client.storagePoolGetXmlDesc(pool, flags, options)).replace("type='dir'", "type='logical'"),
            storageVolCreateXml: async (pool, xml, flags, options) => {
                const volume = await client.storageVolCreateXml(pool, xml, flags, options);
                await writeFile(join(folder, volume.name), Buffer.alloc(64 * MIB, "old secrets"));
                return volume;
            },
        });
        const news = host().declare({ format: "vfat" });
        const { volumePath } = await createDrive({ ...host().handle(), client: logical }, news);
        const expected = joined(wholeImage(rebuildDrive(news).image));
        expect((await readFile(volumePath)).equals(expected)).toBe(true);
    });

    it("is taken over when a run was killed before it could tell, and written again when in the middle", async () => {
        const news = host().declare({ format: "vfat" });
        const first = await createDrive(host().handle(), news);
        const { ino } = await stat(first.volumePath);
        expect(await createDrive(host().handle(), news)).toEqual(first);
        expect((await stat(first.volumePath)).ino).toBe(ino);
        await writeFile(first.volumePath, Buffer.alloc(64 * MIB));
        expect(await createDrive(host().handle(), news)).toEqual(first);
        const expected = joined(wholeImage(rebuildDrive(news).image));
        expect((await readFile(first.volumePath)).equals(expected)).toBe(true);
    });
});
