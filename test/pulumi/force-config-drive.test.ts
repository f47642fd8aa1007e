import { randomBytes } from "node:crypto";
import { readdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EventRecorder } from "../support/events/recorder.ts";
import { inspectImage, recordEvents, virsh } from "./host.ts";
import { Stack } from "./stack.ts";

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGtC7VSfNHT4FWjlGPbFxDTSZ3rhu9rSSSvbYMbnJHwM";

describe("the machines of the example force-config-drive", () => {
    const pool = `config-drive-${randomBytes(4).toString("hex")}`;
    let stack: Stack;
    let events: EventRecorder;

    beforeAll(async () => {
        events = await recordEvents();
        stack = new Stack("example");
        virsh("pool-create-as", pool, "dir", "--target", join(stack.folder, "pool"));
        await stack.init();
        const image = join(stack.folder, "image.raw");
        writeFileSync(image, "");
        truncateSync(image, 1024 * 1024);
        await stack.configure({ image, pool, sshKey: KEY, domainType: "qemu" });
        stack.addExample("force-config-drive");
    });
    afterAll(async () => {
        await stack.remove();
        virsh("pool-destroy", pool);
        await events.stop();
    });

    it("start once, with their drives in, except for the one that shall have none", async () => {
        await stack.up();
        const domains = await events.defined();
        const lives: Record<string, readonly string[]> = {};
        for (const domain of domains) lives[domain.replace(/-[0-9a-f]{7}$/, "")] = await events.take(domain);
        expect(lives).toEqual({
            router: ["Defined", "Started without the drive"],
            "shop-db": ["Defined", "Started with the drive"],
            "shop-web": ["Defined", "Started with the drive"],
        });
        const images = readdirSync(join(stack.folder, "pool")).filter((name) => name.endsWith(".iso"));
        const hostnames = images.map((name) => inspectImage(join(stack.folder, "pool", name)).metaData["hostname"]);
        expect(hostnames.toSorted()).toEqual(["shop-db.example.org", "shop-web.example.org"]);
        await stack.refreshNothing();
        await stack.previewNothing();
    });

    it("go before their drives, and leave nothing", async () => {
        await stack.destroy();
        expect(await events.standing()).toEqual([]);
        expect(readdirSync(join(stack.folder, "pool"))).toEqual([]);
    });
});
