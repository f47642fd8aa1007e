import { readdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ExampleStack } from "../../../pulumi/example-stack.ts";
import { inspectImage, recordEvents } from "../../../pulumi/host.ts";
import { DRIVE_FIRST, GONE } from "../../../pulumi/lives.ts";
import type { EventRecorder } from "../../../support/events/recorder.ts";
import { RUNTIMES } from "./runtimes.ts";

const CANARY = "canary-of-the-password";

describe.each(Object.keys(RUNTIMES))("a program in %s", (language) => {
    let stack: ExampleStack;
    let events: EventRecorder;
    let variables: NodeJS.ProcessEnv;

    beforeAll(async () => {
        events = await recordEvents();
        stack = new ExampleStack(`languages/${language}`);
        variables = RUNTIMES[language]?.(stack) ?? {};
        const image = join(stack.folder, "image.raw");
        writeFileSync(image, "");
        truncateSync(image, 1024 * 1024);
        await stack.init();
        await stack.configure({ folder: join(stack.folder, "guests"), image, domainType: "qemu" });
        const { code } = await stack.run(["config", "set", "--secret", "password"], variables, CANARY);
        expect(code).toBe(0);
    });
    afterAll(async () => {
        await stack.remove();
        await events.stop();
    });

    it("is planned with values that aren't known yet", async () => {
        const preview = await stack.succeed(["preview", "--diff"], variables);
        expect(preview).toContain("+ config-drive:index:ConfigDrive: (create)");
        expect(preview).toMatch(/hostname +: "disk-[0-9a-f]{7}\.example\.org"/);
        expect(preview).toMatch(/meta +: \{\s+disk: \[unknown\]/);
        expect(preview).toMatch(/userData +: \[secret\]/);
    });

    it("gives its machine a drive before the first start", async () => {
        await stack.up(variables);
        const { domain = "", volumePath = "" } = await stack.outputs();
        expect(await events.take(domain)).toEqual(DRIVE_FIRST);
        const { metaData, files } = inspectImage(volumePath);
        expect(metaData["meta"]).toEqual({ disk: expect.stringContaining(join(stack.folder, "guests", "disk-")) });
        expect(metaData["hostname"]).toMatch(/^disk-[0-9a-f]{7}\.example\.org$/);
        expect(files.find(({ path }) => path === "openstack/content/0000")?.size).toBe(
            "Set up by its config drive.\n".length,
        );
    });

    it("has nothing to do the second time", async () => {
        await stack.previewNothing(variables);
        await stack.refreshNothing(variables);
    });

    it("is updated when a file beside the program changes", async () => {
        const before = await stack.outputs();
        writeFileSync(join(stack.project, "motd"), "Other.\n");
        const preview = await stack.succeed(["preview", "--diff"], variables);
        expect(preview).toContain("~ config-drive:index:ConfigDrive: (update)");
        await stack.up(variables);
        const { domain = "", volumePath = "" } = await stack.outputs();
        expect(volumePath).not.toBe(before["volumePath"]);
        expect(domain).toBe(before["domain"]);
        const { files } = inspectImage(volumePath);
        expect(files.find(({ path }) => path === "openstack/content/0000")?.size).toBe("Other.\n".length);
        await stack.refreshNothing(variables);
    });

    it("goes away and leaves nothing, and no secret was printed", async () => {
        const { domain = "" } = await stack.outputs();
        await stack.destroy(variables);
        expect((await events.take(domain)).slice(-GONE.length)).toEqual(GONE);
        expect(readdirSync(stack.folder)).not.toContain("guests");
        expect((await stack.export()).deployment.resources ?? []).toEqual([]);
        expect(stack.transcript).not.toContain(CANARY);
    });
});
