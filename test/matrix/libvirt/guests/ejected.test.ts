import { describe, expect, it } from "vitest";
import { lookAtGuest } from "../../../../provider/guest/look.ts";
import type { Sight } from "../../../../provider/guest/sight.ts";
import { connect } from "../../../../provider/libvirt/client.ts";
import { domainAgentCommand } from "../../../../provider/libvirt/guest-calls.ts";
import { BOOT_S, debianGuest, GUEST_TEST_MS } from "../../../libvirt/guests/stage.ts";
import { lifeCycleOn, useTestHost } from "../../../support/host.ts";
import type { TestDomain } from "../../../support/test-domain.ts";

describe("a guest of Debian whose drive was taken out after the first boot", { timeout: GUEST_TEST_MS }, () => {
    const host = useTestHost();
    const { create, read } = lifeCycleOn(host);

    const look = async (domain: TestDomain): Promise<Sight> => {
        const { client, uri } = host();
        const signal = new AbortController().signal;
        const connectAnew = () => connect(uri, { environment: process.env });
        const guest = { client, ref: await domain.ref(), signal, connectAnew, warn: () => undefined };
        const wanted = { instanceId: domain.uuid, timeoutSeconds: 60, failOn: "error", isFresh: true } as const;
        return await lookAtGuest(guest, { ...wanted, drive: {}, secrets: [] });
    };
    const hostName = async (domain: TestDomain): Promise<unknown> => {
        const command = JSON.stringify({ execute: "guest-get-host-name" });
        const reply = await domainAgentCommand(host().client, await domain.ref(), { command, seconds: 60 });
        return JSON.parse(reply ?? "").return;
    };

    it("boots again as it was, and cloud-init stays off", async () => {
        const domain = await debianGuest(host(), "trixie");
        const state = await create({
            domain: domain.uuid,
            hostname: "kept",
            userData: "#cloud-config\n{}\n",
            startDomain: true,
            waitForGuest: { timeout: BOOT_S },
            ejectAfterBoot: true,
            keepImage: false,
        });
        expect(state).toMatchObject({
            drive: "ejected after the first boot, image deleted",
            guest: { status: "done", by: "agent", tool: "cloud-init", machine: domain.uuid },
        });
        expect(host().warnings).toEqual([]);
        await domain.stop();
        await domain.start();
        const phase = async (): Promise<string> => (await look(domain).catch(() => undefined))?.phase ?? "";
        await expect.poll(phase, { timeout: BOOT_S * 1000, interval: 2000 }).toBe("disabled");
        expect(await look(domain)).toMatchObject({ disabledBy: "no-datasource" });
        expect(await hostName(domain)).toEqual({ "host-name": "kept" });
        expect(await read(state)).toEqual(state);
    });
});
