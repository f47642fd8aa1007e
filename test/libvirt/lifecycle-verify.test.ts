import { open, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { createDrive } from "../../provider/lifecycle/create.ts";
import { readDrive } from "../../provider/lifecycle/read.ts";
import { updateDrive } from "../../provider/lifecycle/update.ts";
import type { ImageFormat, Inputs } from "../../provider/model/inputs.ts";
import type { State } from "../../provider/model/state.ts";
import { useTestHost } from "../support/host.ts";

/** Puts bytes into a file, and leaves its size as it is. */
const patch = async (path: string, offset: number, bytes: Uint8Array): Promise<void> => {
    const file = await open(path, "r+");
    await file.write(bytes, 0, bytes.length, offset);
    await file.close();
};

describe.each<ImageFormat>(["iso9660", "vfat"])("a %s drive whose content is verified", (format) => {
    const host = useTestHost();
    const inputs: Partial<Inputs> = { format, verify: "content", hostname: "web-1", userData: "#cloud-config\n" };

    const create = (more: Partial<Inputs> = {}): Promise<State> =>
        createDrive(host().handle(), host().declare({ ...inputs, ...more }));
    const drift = async (state: State): Promise<string> => (await readDrive(host().handle(), state)).drive;

    /** Changes one byte of a file in the image. */
    const alter = async ({ volumePath }: State, text: string): Promise<void> =>
        patch(volumePath, (await readFile(volumePath)).lastIndexOf(text), Buffer.from("X"));

    it("is as it should be while nobody touches it", async () => {
        const state = await create();
        expect(await readDrive(host().handle(), state)).toEqual(state);
    });

    it("names the files that somebody altered, and is mended in place", async () => {
        const state = await create();
        await alter(state, '"name": "web-1"');
        expect(await drift(state)).toBe("volume altered: openstack/latest/meta_data.json");
        const mended = await updateDrive(host().handle(), state, host().declare(inputs));
        expect(mended).toEqual(state);
        expect(await drift(mended)).toBe("stored");
    });

    it("doesn't name files that hold secrets", async () => {
        const state = await create();
        await alter(state, "#cloud-config");
        expect(await drift(state)).toBe("volume altered");
    });

    it("says when there is no image any more", async () => {
        const state = await create();
        await patch(state.volumePath, 0, new Uint8Array(1 << 17));
        expect(await drift(state)).toBe("volume holds no readable image");
    });

    it("isn't downloaded unless the program wants that", async () => {
        const state = await create({ verify: "size" });
        await alter(state, "#cloud-config");
        expect(await drift(state)).toBe("stored");
    });

    it("is compared by its own digest where the one that is shown is keyed", async () => {
        const secret = { metadataVersions: [], rootFiles: { "day0.cfg": { content: "password" } } } as const;
        const own: Partial<Inputs> = {
            format,
            verify: "content",
            ...secret,
            randomSeed: "c2VlZCBvZiAzMiBieXRlcyBhdCBsZWFzdA==",
        };
        const state = await createDrive(host().handle(), host().declare(own));
        expect(state.storedDigest).not.toBe(state.imageDigest);
        expect(await drift(state)).toBe("stored");
        await alter(state, "password");
        expect(await drift(state)).toBe("volume altered");
    });
});
