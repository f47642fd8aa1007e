import { describe, expect, it } from "vitest";
import { RHEL_COMMANDS, writes } from "../../../guests/first-boot.ts";
import { tinyGuest, type WantedGuest, watch } from "../../../libvirt/guests/stage.ts";
import { lifeCycleOn, useTestHost } from "../../../support/host.ts";
import type { TestDomain } from "../../../support/test-domain.ts";

const FINISHED =
    "Cloud-init v. 25.1.4 finished at Mon, 01 Mar 2026 10:00:00 +0000. Datasource DataSourceConfigDrive [net,ver=2][source=/dev/sr0].  Up 20.00 seconds";
const BY_PROGRAM = {
    status: "done",
    extended_status: "done",
    boot_status_code: "enabled-by-generator",
    datasource: "configdrive",
    detail: "DataSourceConfigDrive [net,ver=2][source=/dev/sr0]",
    errors: [],
    recoverable_errors: {},
};

describe("the means by which a guest's first boot is seen", () => {
    const host = useTestHost();
    const { create } = lifeCycleOn(host);

    const start = async (script: (uuid: string) => string, guest: WantedGuest = {}): Promise<TestDomain> => {
        const domain = await tinyGuest(host(), guest);
        const userData = `#!/bin/sh\n${script(domain.uuid)}`;
        await create({ domain: domain.uuid, hostname: "web-1", userData, startDomain: true });
        return domain;
    };

    it("are cloud-init's answers where files can't be read", async () => {
        const answers = writes("/run/answer", BY_PROGRAM);
        const domain = await start(
            (uuid) =>
                `${answers}printf '#!/bin/sh\\n[ "$1" = query ] && echo ${uuid} || cat /run/answer\\n' >/bin/cloud-init\nchmod +x /bin/cloud-init\nagent start\n`,
            { late: true, forbidden: ["guest-file-open"] },
        );
        const { report, warnings } = await watch(host(), domain);
        expect(report).toEqual({ status: "done", by: "agent", tool: "cloud-init" });
        expect(warnings).toEqual([]);
    });

    it("are none in an image that forbids both, but its host name", async () => {
        const domain = await start(() => "hostname web-1\nagent start\n", { late: true, allowed: RHEL_COMMANDS });
        const { error } = await watch(host(), domain);
        expect(error?.code).toBe("guest-unreachable");
        expect(error?.message).toMatch(/the image forbids guest-file-open, .*guest-exec.*by: "hostName"/);
        const { report } = await watch(host(), domain, { by: "hostName", hostname: "web-1" });
        expect(report).toEqual({ status: "done", by: "hostName" });
    });

    it("are the lines of the console, if the domain has no channel", async () => {
        const domain = await start(() => `sleep 3\necho '${FINISHED}'\n`, {
            agent: false,
            terminal: "pty",
            console: "",
        });
        const { report, warnings } = await watch(host(), domain);
        expect(report).toEqual({ status: "done", by: "console", tool: "cloud-init" });
        expect(warnings).toEqual([expect.stringContaining("name='org.qemu.guest_agent.0'")]);
    });

    it("are the reads of the drive, if the domain has nothing else", async () => {
        const domain = await start(() => "true\n", { agent: false });
        const { report, warnings } = await watch(host(), domain);
        expect(report).toEqual({ status: "done", by: "drive" });
        expect(warnings).toHaveLength(2);
    });

    it("don't take the reads of firmware for a guest's", async () => {
        const domain = await start(() => "", { play: "true" });
        const { error } = await watch(host(), domain, { timeoutSeconds: 30 });
        expect(error?.code).toBe("guest-timeout");
        expect(error?.message).toMatch(
            /it wasn't over within 30 s\. Last seen: its agent .*\. The guest hasn't read the drive \(\d+ bytes, /,
        );
        const { report, error: unread } = await watch(host(), domain, { by: "drive", timeoutSeconds: 10 });
        expect(report).toBeUndefined();
        expect(unread?.code).toBe("guest-timeout");
    });

    it("are refused at once if the domain doesn't offer the one that is wanted", async () => {
        const domain = await host().start();
        const noAgent = await watch(host(), domain, { by: "agent" });
        expect(noAgent.error?.code).toBe("guest-unreachable");
        expect(noAgent.error?.message).toContain("name='org.qemu.guest_agent.0'");
        const noConsole = await watch(host(), domain, { by: "console" });
        expect(noConsole.error?.code).toBe("guest-unreachable");
    });
});
