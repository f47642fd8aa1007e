import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inspectImage } from "../../pulumi/host.ts";
import { Stack } from "../../pulumi/stack.ts";
import { addSaslUser, RemoteDaemon, withClient } from "../../support/remote-daemon.ts";
import { Sshd } from "../../support/sshd.ts";
import { hasTransportTools, poolOf } from "../../support/transport-contract.ts";

const volumesOf = (daemon: RemoteDaemon): readonly string[] => readdirSync(join(daemon.folder, "pool"));

describe.skipIf(!hasTransportTools)("a drive on another host", () => {
    let daemon: RemoteDaemon;
    let sshd: Sshd;
    let stack: Stack;
    let variables: NodeJS.ProcessEnv;

    beforeAll(async () => {
        daemon = await RemoteDaemon.start();
        await withClient(`qemu:///session?socket=${daemon.socket}`, {}, (client) => poolOf(client, daemon));
        sshd = await Sshd.start({ XDG_RUNTIME_DIR: daemon.runtime });
        variables = { CONNECTION: sshd.uri() };
        stack = new Stack("remote");
        await stack.init();
    });
    afterAll(async () => {
        await stack.remove();
        await sshd.remove();
        await daemon.remove();
    });

    it("is made, seen and changed over ssh", async () => {
        await stack.up(variables);
        const { drive, volumePath = "" } = await stack.outputs();
        expect(drive).toBe("stored");
        expect(inspectImage(volumePath).metaData).toMatchObject({ hostname: "guest" });
        await stack.refreshNothing(variables);
        await stack.up({ ...variables, GUEST_NAME: "renamed" });
        const { volumePath: changed = "" } = await stack.outputs();
        expect(inspectImage(changed).metaData).toMatchObject({ hostname: "renamed" });
    });

    it("is taken away over ssh", async () => {
        expect(volumesOf(daemon)).not.toEqual([]);
        await stack.destroy(variables);
        expect(volumesOf(daemon)).toEqual([]);
    });

    it("is refused in the preview where the URI is wrong, without the password in it", async () => {
        const uri = "qemu+tls://root:hunter2@kvm1/system";
        const { code, output } = await stack.run(["preview"], { CONNECTION: uri });
        expect(code).not.toBe(0);
        expect(output).toContain("connection: it contains a password. Remove it and set connectionPassword.");
    });
});

describe.skipIf(!hasTransportTools)("a drive on a host that asks for a password", () => {
    const [FIRST, SECOND] = ["dQw4-first", "dQw4-second"];
    let daemon: RemoteDaemon;
    let stack: Stack;
    let variables: NodeJS.ProcessEnv;

    beforeAll(async () => {
        daemon = await RemoteDaemon.start({
            config: { auth_unix_rw: "sasl" },
            prepare: (folder) => {
                addSaslUser(folder, "fred", FIRST);
                return {};
            },
        });
        const uri = `qemu+unix://fred@/session?socket=${daemon.socket}`;
        await withClient(uri, { password: FIRST }, (client) => poolOf(client, daemon));
        variables = { CONNECTION: uri, CONNECTION_PASSWORD: FIRST };
        stack = new Stack("remote");
        await stack.init();
    });
    afterAll(async () => {
        await stack.remove();
        await daemon.remove();
    });

    it("says what is missing", async () => {
        const { code, output } = await stack.run(["up", "--yes", "--skip-preview"], {
            CONNECTION: variables["CONNECTION"],
        });
        expect(code).not.toBe(0);
        expect(output).toContain("but the password is missing. Set connectionPassword");
    });

    it("is made and seen with it", async () => {
        await stack.up(variables);
        await stack.refreshNothing(variables);
        await stack.previewNothing(variables);
    });

    it("takes another password without touching the drive", async () => {
        const before = await stack.outputs();
        addSaslUser(daemon.folder, "fred", SECOND);
        const output = await stack.up({ ...variables, CONNECTION_PASSWORD: SECOND });
        expect(output).toMatch(/1 updated/);
        expect(await stack.outputs()).toEqual(before);
    });

    it("is taken away with the password in the state, which nobody can read", async () => {
        await stack.destroy();
        expect(volumesOf(daemon)).toEqual([]);
        const texts = [stack.transcript, ...stack.files().map(({ text }) => text)];
        expect(texts.length).toBeGreaterThan(3);
        for (const password of [FIRST, SECOND]) expect(texts.filter((text) => text.includes(password))).toEqual([]);
    });
});
