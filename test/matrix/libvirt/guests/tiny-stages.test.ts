import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type PlayedStage, playDone, playRunning, writes } from "../../../guests/first-boot.ts";
import { tinyGuest, type WantedGuest, watch } from "../../../libvirt/guests/stage.ts";
import { lifeCycleOn, useTestHost } from "../../../support/host.ts";
import type { TestDomain } from "../../../support/test-domain.ts";

const STAGES: Readonly<Record<string, PlayedStage>> = { "init-local": {}, init: {}, "modules-final": {} };
const WARNED = {
    ...STAGES,
    init: { recoverable: { WARNING: ["Failed loading yaml blob"], DEPRECATED: ["an old key"] } },
};
const FAILED = { ...STAGES, "modules-final": { errors: ["('package_upgrade', RebootRequired())"] } };

/** Where Windows keeps cloudbase-init's log. For Linux this is one name. */
const CLOUDBASE_LOG = "C:\\Program Files\\Cloudbase Solutions\\Cloudbase-Init\\log\\cloudbase-init.log";
const cloudbaseLog = (uuid: string): string =>
    [
        "Cloudbase-Init version: 1.1.6",
        "Metadata service loaded: 'ConfigDriveService'",
        `Instance id: ${uuid}`,
        "Executing plugin 'SetHostNamePlugin'",
        "Executing plugin 'UserDataPlugin'",
        "plugin 'UserDataPlugin' failed with error 'no such user'",
        "Plugins execution done",
    ]
        .map((text, second) => `2026-03-01 10:00:0${second}.123 1234 INFO cloudbaseinit.init [-] ${text}`)
        .join("\n");

describe("the first boot of a guest by its agent, as tools report it", () => {
    const host = useTestHost();
    const { create } = lifeCycleOn(host);

    const start = async (play: (domain: TestDomain) => string, guest: WantedGuest = {}): Promise<TestDomain> => {
        const domain = await tinyGuest(host(), guest);
        await create({ domain: domain.uuid, userData: `#!/bin/sh\n${play(domain)}`, startDomain: true });
        return domain;
    };

    it("is degraded by recoverable errors, which are warnings, or fail it", async () => {
        const domain = await start(({ uuid }) => playDone(uuid, WARNED));
        const { report, warnings } = await watch(host(), domain);
        expect(report).toEqual({ status: "degraded", by: "agent", tool: "cloud-init" });
        expect(warnings).toEqual([
            expect.stringMatching(/: cloud-init reported recoverable errors: .*Failed loading yaml blob.*an old key/),
        ]);
        const strict = await watch(host(), domain, { failOn: "degraded" });
        expect(strict.error?.code).toBe("guest-failed");
        expect(strict.error?.message).toMatch(/Failed loading yaml blob.*an old key/);
    });

    it("fails with the errors of a boot that ended in a restart", async () => {
        const disk = join(host().folder, "boots.img");
        await writeFile(disk, Buffer.alloc(512));
        const devices = [
            `<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='${disk}'/><target dev='vda' bus='virtio'/></disk>`,
        ];
        const domain = await start(
            ({ uuid }) =>
                `if [ $BOOT = 1 ]; then\n${playRunning(uuid, FAILED)}reboot -f\nfi\n${playDone(uuid, STAGES)}`,
            { boots: "/dev/vda", onReboot: "restart", devices },
        );
        const { error, warnings } = await watch(host(), domain);
        expect(error?.code).toBe("guest-failed");
        expect(error?.message).toContain("RebootRequired()");
        expect(warnings).toEqual([]);
    });

    it("is seen although the agent dies in the middle", async () => {
        const domain = await start(
            ({ uuid }) =>
                `${playRunning(uuid, { init: {} })}agent stop\n${playDone(uuid, STAGES)}sleep 8\nagent start\n`,
        );
        const { report, lines } = await watch(host(), domain);
        expect(report).toEqual({ status: "done", by: "agent", tool: "cloud-init" });
        expect(lines).toContainEqual(expect.stringMatching(/: its agent isn't connected \(\d+ s\)$/));
    });

    it("isn't ours with another instance id, which the guest may change at its next boot", async () => {
        const other = "11111111-2222-3333-4444-555555555555";
        const domain = await start(() => playDone(other, STAGES));
        const fresh = await watch(host(), domain);
        expect(fresh.error?.code).toBe("guest-failed");
        expect(fresh.error?.message).toContain(other);
        expect(fresh.error?.message).toContain(domain.uuid);
        const { report, warnings } = await watch(host(), domain, { isFresh: false });
        expect(report).toEqual({ status: "pending" });
        expect(warnings).toEqual([expect.stringContaining(other)]);
    });

    it("is Ignition's, by its report", async () => {
        const result = "/etc/.ignition-result.json";
        const written = {
            provisioningBootID: "BOOT",
            provisioningDate: "2026-03-01T10:00:00Z",
            userConfigProvided: true,
        };
        const ofThisBoot = `sed -i "s/BOOT/$(cat /proc/sys/kernel/random/boot_id)/" ${result}\n`;
        const domain = await start(() => writes(result, written) + ofThisBoot);
        const { report, warnings } = await watch(host(), domain);
        expect(report).toEqual({ status: "done", by: "agent", tool: "Ignition" });
        expect(warnings).toEqual([]);
    });

    it("is cloudbase-init's, by its log", async () => {
        const domain = await start(({ uuid }) => writes(CLOUDBASE_LOG, cloudbaseLog(uuid)));
        const { error } = await watch(host(), domain);
        expect(error?.code).toBe("guest-failed");
        expect(error?.message).toMatch(/cloudbase-init reported UserDataPlugin: no such user/);
    });
});
