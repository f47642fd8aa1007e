import { describe, expect, it } from "vitest";
import { type PlayedStage, playDone, playRunning } from "../../../guests/first-boot.ts";
import { tinyGuest, watch } from "../../../libvirt/guests/stage.ts";
import { lifeCycleOn, useTestHost } from "../../../support/host.ts";
import type { TestDomain } from "../../../support/test-domain.ts";

const STAGES: Readonly<Record<string, PlayedStage>> = {
    "init-local": {},
    init: {},
    "modules-config": {},
    "modules-final": {},
};
const FAILED = "('runcmd', RuntimeError('no user for hunter-22'))";

describe("the first boot of a guest, by its agent", () => {
    const host = useTestHost();
    const { create } = lifeCycleOn(host);

    /** Starts a guest with a drive whose user data play its first boot. */
    const start = async (play: (domain: TestDomain) => string): Promise<TestDomain> => {
        const domain = await tinyGuest(host());
        await create({ domain: domain.uuid, userData: `#!/bin/sh\n${play(domain)}`, startDomain: true });
        return domain;
    };

    it("is waited for until cloud-init is done", async () => {
        const domain = await start(
            ({ uuid }) => `${playRunning(uuid, { "init-local": {}, init: {} })}${playDone(uuid, STAGES)}`,
        );
        const { report, warnings, lines } = await watch(host(), domain);
        expect(report).toEqual({ status: "done", by: "agent", tool: "cloud-init" });
        expect(warnings).toEqual([]);
        expect(lines[0]).toMatch(/^domain ".+": waiting for its first boot: its agent isn't connected \(\d+ s\)$/);
    });

    it("fails with what cloud-init reported, without secrets", async () => {
        const domain = await start(({ uuid }) => playDone(uuid, { ...STAGES, "modules-final": { errors: [FAILED] } }));
        const { error, warnings } = await watch(host(), domain, { secrets: ["hunter-22"] });
        expect(error?.code).toBe("guest-failed");
        expect(error?.message).toMatch(
            /^wait for the first boot of domain ".+": cloud-init reported modules-final: .*RuntimeError\('no user for /,
        );
        expect(error?.message).not.toContain("hunter-22");
        expect(warnings).toEqual([]);
    });
});
