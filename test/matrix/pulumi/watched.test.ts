import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { booting } from "../../guests/cloud-init-boot.ts";
import { domainXml } from "../../guests/guest.ts";
import { virsh } from "../../pulumi/host.ts";
import { makeHost, removeHost, type SingleHost } from "../../pulumi/single-host.ts";
import { Stack } from "../../pulumi/stack.ts";

const OTHER = "5e1f7a30-9d3c-4b7e-8a42-6f1f0a2b9c77";
const THIRD = "8a0c4a52-11c6-4d0f-9a3e-0c7be4a8f1d4";
const WORDS = "Runparts: 1 failures (runcmd) in 1 attempted commands";
const PASSWORD = "canary-password-5b0e";

describe("a stack whose drive sees its guest through the first boot", () => {
    let stack: Stack;
    let host: SingleHost;
    let variables: Record<string, string>;

    beforeAll(async () => {
        stack = new Stack("watched");
        host = makeHost(stack.folder);
        const xml = join(stack.folder, "watched.xml");
        const { domain: name, uuid } = host;
        writeFileSync(xml, domainXml({ name, uuid, agent: true, console: stack.console }));
        virsh("define", xml);
        await stack.init();
        variables = { POOL: host.pool, DOMAIN: uuid, PASSWORD, USER_DATA: booting({ id: uuid, seconds: 8 }) };
    });
    afterAll(async () => {
        await stack.remove();
        removeHost(host);
    });

    /** The drive's medium in the running machine and in its definition. */
    const media = (): readonly string[] =>
        [[], ["--inactive"]].map((flags) => /(\S+)$/.exec(virsh("domblklist", host.domain, ...flags))?.[1] ?? "");
    const restart = (): void => {
        virsh("destroy", host.domain);
        virsh("start", host.domain);
    };

    it("is up once the guest has booted, and shows how far that is", async () => {
        const up = await stack.up(variables);
        expect(up).toMatch(/domain "[^"]+": .*cloud-init/);
        expect(await stack.outputs()).toMatchObject({
            drawn: "attached",
            guest: { status: "done", by: "agent", tool: "cloud-init", machine: host.uuid },
        });
        await stack.refreshNothing(variables);
        await stack.previewNothing(variables);
    });

    it("takes the medium out once that is declared, and stays quiet", async () => {
        const ejecting = { ...variables, EJECT: "true" };
        await stack.up(ejecting);
        expect((await stack.outputs())["drawn"]).toBe("ejected after the first boot");
        expect(media()).toEqual(["-", "-"]);
        await stack.refreshNothing(ejecting);
        await stack.previewNothing(ejecting);
    });

    it("waits for a new instance's next boot, and fails with the guest's words if that fails", async () => {
        const failing = {
            ...variables,
            EJECT: "true",
            INSTANCE: OTHER,
            USER_DATA: booting({ id: OTHER, errors: [`${WORDS} ${PASSWORD}`] }),
        };
        const up = await stack.up(failing);
        expect(up).toMatch(/warning: .*instance id/);
        expect(await stack.outputs()).toMatchObject({ drawn: "attached", guest: { status: "pending" } });
        await stack.previewNothing(failing);
        restart();
        const failed = async (): Promise<string> =>
            (await stack.run(["up", "--yes", "--skip-preview"], failing)).output;
        await expect.poll(failed, { timeout: 240_000, interval: 1000 }).toContain(WORDS);
        const output = await failed();
        expect(output).toContain(WORDS);
        expect(output).not.toContain(PASSWORD);
        expect(media()).toEqual([expect.stringMatching(/\.iso$/), expect.stringMatching(/\.iso$/)]);
    });

    it("goes on once the guest has booted well", async () => {
        const good = { ...variables, EJECT: "true", INSTANCE: THIRD, USER_DATA: booting({ id: THIRD }) };
        await stack.up(good);
        restart();
        const drawn = async (): Promise<unknown> => {
            await stack.up(good);
            return (await stack.outputs())["drawn"];
        };
        await expect.poll(drawn, { timeout: 240_000, interval: 1000 }).toBe("ejected after the first boot");
        await stack.destroy(good);
        expect(virsh("dumpxml", "--inactive", host.domain)).not.toContain("cdrom");
    });
});
