import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PLUGIN } from "../../pulumi/adapter.ts";
import { boot, virsh } from "../../pulumi/host.ts";
import type { SingleHost } from "../../pulumi/single-host.ts";
import { closeSingleStack, openSingleStack } from "../../pulumi/single-stack.ts";
import type { Stack } from "../../pulumi/stack.ts";
import { FaultProxy } from "../../support/fault-proxy.ts";
import { callOf } from "../libvirt/faults/moments.ts";

const UP = ["up", "--yes", "--skip-preview"];

describe("the options that Pulumi has for every resource, with the plugin", () => {
    let stack: Stack;
    let host: SingleHost;
    let proxy: FaultProxy;
    let variables: Record<string, string>;

    beforeEach(async () => {
        proxy = await FaultProxy.open(process.env["CONFIG_DRIVE_URI"] ?? "qemu:///system");
        const single = await openSingleStack();
        ({ stack, host } = single);
        stack.use(PLUGIN);
        const own = { LIBVIRT_DEFAULT_URI: proxy.uri, PULUMI_NODEJS_TRANSPILE_ONLY: "true" };
        variables = { ...single.variables, ...own };
    });
    afterEach(async () => {
        proxy.untap();
        await stack.run([...UP], variables);
        await stack.run(["destroy", "--yes", "--skip-preview"], variables);
        await closeSingleStack({ stack, host });
        await proxy.close();
    });

    const withOptions = (options: object): Record<string, string> => ({
        ...variables,
        OPTIONS: JSON.stringify(options),
    });
    const images = (): readonly string[] => readdirSync(join(stack.folder, "pool"));
    const eject = (): string => virsh("change-media", host.domain, "hda", "--eject", "--live", "--force");

    it("customTimeouts end an operation on a host that hangs, and the next run goes on", async () => {
        const limited = withOptions({ customTimeouts: { create: "2s", update: "3s", delete: "4s" } });
        const hang = (call: Parameters<typeof callOf>[0]): void =>
            proxy.tap((packet) => (callOf(call)(packet) ? new Promise(() => undefined) : Promise.resolve("pass")));
        const expectTimeout = async (args: readonly string[], seconds: number, more = {}): Promise<void> => {
            const { code, output } = await stack.run(args, { ...limited, ...more });
            expect(code).not.toBe(0);
            expect(output).toContain(`within ${seconds} s`);
            proxy.untap();
        };
        hang("storageVolCreateXml");
        await expectTimeout(UP, 2);
        await stack.up(limited);
        hang("storageVolCreateXml");
        await expectTimeout(UP, 3, { GUEST_NAME: "renamed" });
        await stack.up({ ...limited, GUEST_NAME: "renamed" });
        hang("storageVolDelete");
        await expectTimeout(["destroy", "--yes", "--skip-preview"], 4);
        await stack.destroy(limited);
        expect(images()).toEqual([]);
        expect(virsh("dumpxml", host.domain)).not.toContain("device='cdrom'");
    });

    it("additionalSecretOutputs, protect and retainOnDelete do what they do for others", async () => {
        const options = { additionalSecretOutputs: ["volumePath"], protect: true };
        await stack.up(withOptions(options));
        expect((await stack.drive()).outputs["volumePath"]).toHaveProperty("ciphertext");
        await stack.refreshNothing(withOptions(options));
        const { code, output } = await stack.run(["destroy", "--yes", "--skip-preview"], variables);
        expect(code).not.toBe(0);
        expect(output).toContain("protect");
        expect(images()).toHaveLength(1);
        await stack.up(withOptions({ retainOnDelete: true }));
        await stack.destroy(variables);
        expect(images()).toHaveLength(1);
        expect(virsh("dumpxml", "--inactive", host.domain)).toContain("device='cdrom'");
    });

    it("replaceOnChanges replaces the drive, which is in its domain afterwards", async () => {
        const replaced = withOptions({ replaceOnChanges: ["hostname"] });
        await stack.up(replaced);
        expect(await stack.up({ ...replaced, GUEST_NAME: "renamed" })).toMatch(/\+-1 replaced/);
        const { volumePath = "" } = await stack.outputs();
        expect(virsh("dumpxml", host.domain)).toContain(volumePath);
        expect(images()).toHaveLength(1);
        await stack.refreshNothing({ ...replaced, GUEST_NAME: "renamed" });
    });

    it("a refresh that finds drift is shown as a change of drive, and repaired by the same run", async () => {
        await stack.up(variables);
        await boot(host.domain);
        eject();
        await stack.succeed(["refresh", "--yes", "--skip-preview"], variables);
        const preview = await stack.succeed(["preview", "--diff"], variables);
        expect(preview).toMatch(/~ drive *: "ejected in the running domain" => "attached"/);
        const { urn } = await stack.drive();
        expect(await stack.succeed([...UP, "--target", urn], variables)).toMatch(/1 updated/);
        await stack.refreshNothing(variables);
        eject();
        expect(await stack.succeed(["up", "--yes", "--refresh"], variables)).toMatch(/1 updated/);
        await stack.previewNothing(variables);
    });
});
