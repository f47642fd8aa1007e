import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { domainAgentCommand } from "../../../../provider/libvirt/guest-calls.ts";
import { agentWords, RHEL_COMMANDS } from "../../../guests/first-boot.ts";
import { domainXml } from "../../../guests/guest.ts";
import { caught, lifeCycleOn, useTestHost } from "../../../support/host.ts";
import type { TestDomain } from "../../../support/test-domain.ts";

const BOOT_MS = 120_000;

describe("the tiny guest with an agent", () => {
    const host = useTestHost();
    const { create } = lifeCycleOn(host);

    const define = (kernelWords: readonly string[] = []): Promise<TestDomain> =>
        host().defineXml((name, folder) =>
            domainXml({ name, kernelWords, agent: true, console: join(folder, `${name}.log`) }),
        );
    const untilConnected = async (domain: TestDomain): Promise<void> => {
        const connected = async () =>
            expect(await host().client.domainGetXmlDesc(await domain.ref(), 0)).toContain("state='connected'");
        await vi.waitFor(connected, { timeout: BOOT_MS, interval: 200 });
    };
    const ask = async (domain: TestDomain, execute: string, args: object = {}): Promise<unknown> => {
        const command = JSON.stringify({ execute, arguments: args });
        const reply = await domainAgentCommand(host().client, await domain.ref(), { command, seconds: 60 });
        return JSON.parse(reply ?? "").return;
    };

    it("lets files be read that the script on the drive wrote", async () => {
        const domain = await define(agentWords({ late: true }));
        const userData = '#!/bin/sh\necho "hello, boot $BOOT" >/run/greeting\nagent start\n';
        await create({ domain: domain.uuid, userData, startDomain: true });
        await untilConnected(domain);
        expect(await ask(domain, "guest-info")).toMatchObject({
            supported_commands: expect.arrayContaining([
                { name: "guest-file-open", enabled: true, "success-response": true },
                { name: "guest-exec", enabled: true, "success-response": true },
            ]),
        });
        const handle = await ask(domain, "guest-file-open", { path: "/run/greeting" });
        const read = await ask(domain, "guest-file-read", { handle });
        expect(read).toMatchObject({ "buf-b64": Buffer.from("hello, boot 1\n").toString("base64"), eof: true });
    });

    it("forbids what RHEL's images forbid", async () => {
        const play = "hostname tiny\nagent start\n";
        const domain = await define(agentWords({ allowed: RHEL_COMMANDS, late: true, play }));
        await domain.start();
        await untilConnected(domain);
        expect(await ask(domain, "guest-get-host-name")).toEqual({ "host-name": "tiny" });
        const error = await caught(ask(domain, "guest-file-open", { path: "/run/greeting" }));
        expect(error.message).toMatch(/guest-file-open has been disabled/);
    });
});
