import { randomBytes } from "node:crypto";
import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { recordEvents, virsh } from "../../pulumi/host.ts";
import { Stack } from "../../pulumi/stack.ts";
import type { EventRecorder } from "../../support/events/recorder.ts";
import { onlyRoot } from "../../support/only-root.ts";

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGtC7VSfNHT4FWjlGPbFxDTSZ3rhu9rSSSvbYMbnJHwM";

/** Examples for @pulumi/libvirt, and the settings that they require besides an image. */
const EXAMPLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    "volume-only": {},
    "cloud-init": { sshKey: KEY, token: "a token" },
    "appliances/cisco-c8000v": { enableSecret: "a secret" },
    "appliances/fortigate": { password: "a password", license: "a license" },
    "appliances/palo-alto": { authcode: "I1234567" },
    "appliances/vsrx": { rootPassword: "$6$hash" },
};

describe("examples", () => {
    const pool = `config-drive-${randomBytes(4).toString("hex")}`;
    let stack: Stack;
    let events: EventRecorder;

    beforeEach(async () => {
        events = await recordEvents();
        stack = new Stack("example");
        virsh("pool-create-as", pool, "dir", "--target", join(stack.folder, "pool"));
        await stack.init();
    });
    afterEach(async () => {
        await stack.remove();
        virsh("pool-destroy", pool);
        await events.stop();
    });

    it.for(Object.entries(EXAMPLES))(
        "%s starts its machine once, with the drive in",
        async ([name, config], context) => {
            // It has a network.
            if (name === "cloud-init") onlyRoot(context);
            const image = join(stack.folder, "image.raw");
            writeFileSync(image, "");
            truncateSync(image, 1024 * 1024);
            await stack.configure({ ...config, image, pool, domainType: "qemu" });
            stack.addExample(name);
            await stack.up();
            const { domain = "", deletedFirst } = await stack.outputs();
            expect(await events.take(domain)).toEqual(["Defined", "Started with the drive"]);
            expect(await events.defined()).toEqual([domain]);
            expect(deletedFirst).toHaveLength(1);
            await stack.refreshNothing();
            await stack.destroy();
            expect(await events.take(domain)).toEqual(["Stopped", "Undefined"]);
        },
    );
});
