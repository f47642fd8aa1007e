import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { guestFiles } from "../../../guests/guest.ts";
import { recordEvents, virsh } from "../../../pulumi/host.ts";
import { DRIVE_FIRST } from "../../../pulumi/lives.ts";
import type { EventRecorder } from "../../../support/events/recorder.ts";
import { runInGuest } from "../../../toolchain/guest-program.mjs";
import { PUBLIC_KEY, TemplateStack } from "./template-stack.ts";

const uri = process.env["CONFIG_DRIVE_URI"] ?? "qemu:///system";

/** The guest's system has no boot loader: QEMU loads its kernel. */
const withKernel = (xml: string): string => {
    const { kernel, initrd } = guestFiles();
    const words = [
        "console=ttyS0",
        "guest.root=/dev/vda",
        "guest.stay=yes",
        // Without a NIC it would wait for a network.
        "systemd.mask=systemd-networkd-wait-online.service",
    ];
    const start = `<kernel>${kernel}</kernel><initrd>${initrd}</initrd><cmdline>${words.join(" ")}</cmdline>`;
    return xml.replaceAll(/<boot dev=[^>]*>/g, "").replace("</os>", `${start}</os>`);
};

describe("a Debian in a project that pulumi new makes", () => {
    const pool = `config-drive-${randomBytes(4).toString("hex")}`;
    let stack: TemplateStack;
    let events: EventRecorder;

    beforeAll(async () => {
        events = await recordEvents();
        stack = new TemplateStack("typescript");
        virsh("pool-create-as", pool, "dir", "--target", join(stack.folder, "pool"));
        const image = join(stack.folder, "image.qcow2");
        const system = join(process.env["CONFIG_DRIVE_DEBIAN_12_GUEST"] ?? "", "disk.img");
        execFileSync("qemu-img", ["convert", "-O", "qcow2", system, image]);
        const own = { "libvirt:uri": uri, image, pool, network: "", domainType: "qemu", publicKey: PUBLIC_KEY };
        await stack.new(own);
    });
    afterAll(async () => {
        await stack.remove();
        virsh("pool-destroy", pool);
        await events.stop();
    });

    it("is set up by the drive at its first boot, which the output `watch` follows to the end", async () => {
        await stack.up();
        const { domain = "", watch = "" } = await stack.outputs();
        virsh("destroy", domain);
        const definition = join(stack.folder, "domain.xml");
        writeFileSync(definition, withKernel(virsh("dumpxml", "--inactive", domain)));
        virsh("define", definition);
        virsh("start", domain);
        expect(await events.take(domain)).toEqual([...DRIVE_FIRST, "Stopped", "Started with the drive"]);
        const { status, stdout } = spawnSync("sh", ["-c", `${watch} --json`], { cwd: stack.project, encoding: "utf8" });
        expect(JSON.parse(stdout)).toMatchObject({ ok: true, status: "done", by: "agent", tool: "cloud-init" });
        expect(status).toBe(0);
        expect(await runInGuest("hostname", domain, uri)).toBe("web-1");
        expect(await runInGuest("cat /etc/motd", domain, uri)).toBe("This VM was set up by its config drive.");
        expect(await runInGuest("cat /home/debian/.ssh/authorized_keys", domain, uri)).toBe(PUBLIC_KEY);
        // The image is smaller.
        expect(await runInGuest("cat /sys/block/vda/size", domain, uri)).toBe(String((10 * 1024 ** 3) / 512));
    });
});
