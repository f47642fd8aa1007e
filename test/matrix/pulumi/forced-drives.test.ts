import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ForcedStack } from "../../pulumi/forced.ts";
import { inspectImage, virsh } from "../../pulumi/host.ts";
import { Stack } from "../../pulumi/stack.ts";

/** The CLI checks no types: each of the many runs would do it again. */
const FAST = { PULUMI_NODEJS_TRANSPILE_ONLY: "true" };

const WITH = ["Defined", "Started with the drive"];
const WITHOUT = ["Defined", "Started without the drive"];

const openForced = async (variables: Readonly<Record<string, string>>): Promise<ForcedStack> => {
    const stack = new Stack("forced");
    await stack.init();
    return (await ForcedStack.open(stack)).with({ ...FAST, ...variables });
};

describe("machines that one call gives their drives", () => {
    let forced: ForcedStack;

    beforeAll(async () => {
        forced = await openForced({});
    });
    afterAll(() => forced.close());

    const hostnames = (): readonly unknown[] =>
        forced.images().map((image) => image && inspectImage(image).metaData["hostname"]);

    it("show them in the preview", async () => {
        const preview = await forced.succeed("preview");
        for (const name of ["web", "q35", "seed", "own-drive"])
            expect(preview).toMatch(new RegExp(`ConfigDrive +${name} +create`));
        for (const name of ["router", "seeded", "own"])
            expect(preview).not.toMatch(new RegExp(`ConfigDrive +${name} `));
    });

    it("start once, with the drive in: in components, on q35 and with a drive that the program declares first", async () => {
        await forced.up();
        // The provider starts each new domain: only a drive that comes first is in then.
        const own = [...WITHOUT, "Stopped", "Started with the drive"];
        expect(await forced.lives()).toEqual([WITH, WITHOUT, WITH, WITH, WITH, WITH, own]);
        const images = forced.images();
        expect(images.filter((image) => image === "")).toHaveLength(1);
        expect(new Set(images).size).toBe(images.length);
        const { metaData } = inspectImage(images[2] ?? "");
        expect(metaData).toMatchObject({ hostname: "guest", meta: { memory: "64", inside: "true" } });
        await forced.expectQuiet();
    });

    it("get new content while they run, and nothing but the drives changes", async () => {
        const before = forced.images();
        const changed = /4 to update[\s\S]*unchanged/;
        expect(await forced.with({ GUEST_NAME: "renamed" }).succeed("preview")).toMatch(changed);
        expect(await forced.up()).toMatch(/4 updated/);
        expect(await forced.lives()).toEqual(forced.names.map(() => []));
        expect(forced.images()).toEqual(before);
        expect(hostnames()).toEqual(["renamed", "", "renamed", "renamed", "renamed", "seed", "own"]);
        await forced.expectQuiet();
    });

    it("keep the drive's place when the program moves to another pool, until they are replaced", async () => {
        expect(await forced.up({ POOL: "other" })).toMatch(/unchanged/);
        await forced.expectQuiet();
        await forced.up({ POOL: "" });
    });

    it("keep their drives through a rename", async () => {
        const before = forced.images();
        expect(await forced.up({ RENAMED: "true" })).not.toMatch(/updated|created|deleted|replaced/);
        expect(await forced.lives()).toEqual(forced.names.map(() => []));
        expect(forced.images()).toEqual(before);
        await forced.expectQuiet();
    });

    it("have their drives when the provider replaces them", async () => {
        const before = forced.names;
        await forced.up({ MEMORY: "80", GUEST_NAME: "replaced" });
        expect(forced.names.filter((name) => before.includes(name))).toEqual([]);
        const lives = await forced.lives();
        expect(lives.slice(0, -1)).toEqual([WITH, WITHOUT, WITH, WITH, WITH, WITH]);
        expect(hostnames()).toEqual(["replaced", "", "replaced", "replaced", "replaced", "seed", "own"]);
        await forced.expectQuiet();
    });

    it("go before their drives, and leave nothing", async () => {
        await forced.destroy();
        expect(await forced.standing()).toEqual([]);
        expect(existsSync(join(forced.stack.folder, "pool"))).toBe(false);
    });
});

describe("machines that exist when the call comes and goes", () => {
    let forced: ForcedStack;

    beforeAll(async () => {
        forced = await openForced({ ONLY: "web q35", FORCE: "false" });
    });
    afterAll(() => forced.close());

    it("stay as they are when it comes", async () => {
        await forced.up();
        expect(await forced.lives()).toEqual([WITHOUT, WITHOUT]);
        expect(await forced.up({ FORCE: "true" })).toMatch(/2 created/);
        expect(await forced.lives()).toEqual([[], []]);
        expect(forced.images()).toEqual(["", ""]);
        await forced.expectQuiet();
    });

    it("get their drives when they are replaced", async () => {
        await forced.up({ MEMORY: "80" });
        expect(await forced.lives()).toEqual([WITH, WITH]);
        await forced.expectQuiet();
    });

    const replaceAll = async (changed: Readonly<Record<string, string>>): Promise<string> => {
        const urns = (await forced.stack.export()).deployment.resources
            .filter(({ type }) => type === "libvirt:index/domain:Domain")
            .flatMap(({ urn }) => ["--replace", urn]);
        return await forced.up(changed, urns);
    };
    const pool = (): readonly string[] => readdirSync(join(forced.stack.folder, "pool"));

    it("lose their drives when they are excepted and replaced", async () => {
        expect(await replaceAll({ EXCEPT: "web q35" })).toMatch(/2 deleted/);
        expect(await forced.lives()).toEqual([WITHOUT, WITHOUT]);
        expect(pool()).toEqual([]);
        await forced.expectQuiet();
    });

    it("have them again when they are no longer excepted and replaced", async () => {
        await replaceAll({ EXCEPT: "none", GUEST_NAME: "again" });
        expect(await forced.lives()).toEqual([WITH, WITH]);
        expect(forced.images().map((image) => inspectImage(image).metaData["hostname"])).toEqual(["again", "again"]);
        await forced.expectQuiet();
    });

    it("keep running when they are only excepted: the image stays while they use it, and Pulumi says so", async () => {
        const before = forced.images();
        const output = await forced.up({ EXCEPT: "web q35" });
        expect(output).toMatch(/2 deleted/);
        for (const image of before) expect(output).toContain(`the image ${image} stays in the pool because`);
        expect(await forced.lives()).toEqual([[], []]);
        expect(forced.images()).toEqual(before);
        await forced.expectQuiet();
    });

    it("are rejected when they are no longer excepted, until the image is gone, as the error says", async () => {
        await expect(forced.up({ EXCEPT: "none" })).rejects.toThrow(/Detach it from that domain/);
        for (const [index, image] of forced.images().entries()) {
            virsh("change-media", forced.names[index] ?? "", "hdd", "--eject", "--live", "--config");
            virsh("vol-delete", image);
        }
        expect(await forced.up()).toMatch(/2 created/);
        await forced.expectQuiet();
    });

    it("go before their drives, and leave nothing", async () => {
        await forced.destroy();
        expect(await forced.standing()).toEqual([]);
        expect(existsSync(join(forced.stack.folder, "pool"))).toBe(false);
    });
});

describe("machines that have their drives when the call goes", () => {
    let forced: ForcedStack;

    beforeAll(async () => {
        forced = await openForced({ ONLY: "web" });
    });
    afterAll(() => forced.close());

    it("are rejected by the provider once, and keep what they have", async () => {
        await forced.up();
        expect(await forced.lives()).toEqual([WITH]);
        const before = forced.images();
        await expect(forced.up({ FORCE: "false" })).rejects.toThrow("is not a valid key");
        expect(await forced.lives()).toEqual([[]]);
        expect(forced.images()).toEqual(before);
    });
});
