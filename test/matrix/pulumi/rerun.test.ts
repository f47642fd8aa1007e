import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeSingleStack, openSingleStack, type SingleStack } from "../../pulumi/single-stack.ts";
import { Stack } from "../../pulumi/stack.ts";

describe("a drive with rerun in a stack", () => {
    let single: SingleStack;
    const ids: string[] = [];
    const variables = (more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
        ...single.variables,
        RERUN: "onChange",
        ...more,
    });
    const id = async (): Promise<string> => (await single.stack.outputs())["instanceId"] ?? "";

    beforeAll(async () => {
        single = await openSingleStack(new Stack("rerun"));
    });
    afterAll(() => closeSingleStack(single));

    it("changes nothing if it is the default", async () => {
        await single.stack.up(single.variables);
        expect(await id()).toBe(single.host.uuid);
        await single.stack.previewNothing(variables({ RERUN: "never" }));
        expect((await single.stack.drive()).inputs).not.toHaveProperty("rerun");
    });

    it("says that it is new, and how cloud-init notices, before it changes the id once", async () => {
        const preview = await single.stack.succeed(["preview"], variables());
        expect(preview).toContain("rerun: is newly set, which makes the guest run its first-boot setup again");
        expect(preview).toContain("run `cloud-init clean --reboot` in the guest once");
        await single.stack.up(variables());
        ids.push(await id());
        expect(ids).not.toContain(single.host.uuid);
        await single.stack.previewNothing(variables());
        await single.stack.refreshNothing(variables());
    });

    it("keeps its id while other things change, without a word", async () => {
        const output = await single.stack.up(variables({ GUEST_NAME: "renamed" }));
        expect(output).toMatch(/1 updated/);
        expect(output).not.toContain("first-boot setup");
        expect(await id()).toBe(ids[0]);
    });

    it("says in the preview that a change makes the guest run its setup again, and gets another id", async () => {
        const changed = variables({ GUEST_NAME: "renamed", MOTD: "second" });
        const preview = await single.stack.succeed(["preview"], changed);
        expect(preview).toContain("because files changed: cloud-init makes new ssh host keys");
        expect(preview).toContain(`The instance id changes from ${ids[0]} to `);
        expect(preview).not.toContain("second");
        await single.stack.up(changed);
        ids.push(await id());
        expect(preview).toContain(`to ${ids[1]}.`);
        await single.stack.previewNothing(changed);
    });

    it("says that another connection draws another seed, which changes the id", async () => {
        const uri = process.env["CONFIG_DRIVE_URI"] ?? "qemu:///system";
        const other = uri.startsWith("qemu+unix:") ? uri.replace("+unix", "") : uri.replace("qemu:", "qemu+unix:");
        const moved = variables({ GUEST_NAME: "renamed", MOTD: "second", CONNECTION: other });
        const preview = await single.stack.succeed(["preview"], moved);
        expect(preview).toContain("because another connection replaces the drive and its randomSeed");
        await single.stack.up(moved);
        expect([single.host.uuid, ...ids]).not.toContain(await id());
        await single.stack.destroy(moved);
    });
});
