import { describe, expect, it } from "vitest";
import type { DebianRelease } from "../../../guests/guest.ts";
import { debianGuest, GUEST_TEST_MS, type WantedGuest, watch } from "../../../libvirt/guests/stage.ts";
import { beside, lifeCycleOn, useTestHost } from "../../../support/host.ts";
import type { TestDomain } from "../../../support/test-domain.ts";

/** The last command decides. What apt prints isn't in cloud-init's report. */
const FAILS = `#cloud-config
runcmd:
  - echo so far so good
  - [sh, -c, "exit 3"]
packages: [no-such-package]
`;
const BY_COMMAND =
    "modules-final: ('scripts-user', RuntimeError('Runparts: 1 failures (runcmd) in 1 attempted commands'))";

/** How each release's cloud-init says which package it was. */
const BY_PACKAGE: Readonly<Record<DebianRelease, RegExp>> = {
    bookworm: /modules-final: \('package-update-upgrade-install', ProcessExecutionError\(.*'no-such-package'/,
    trixie: /modules-final: \('package-update-upgrade-install', PackageInstallerError\(.*'no-such-package'/,
};

/** An indentation that YAML doesn't accept. */
const BROKEN = `#cloud-config
write_files:
  - path: /etc/never
   content: written
`;

describe("a first boot that goes wrong in a guest of Debian", { timeout: GUEST_TEST_MS }, () => {
    const host = useTestHost();
    const { create } = lifeCycleOn(host);

    const start = async (release: DebianRelease, userData: string, guest: WantedGuest = {}): Promise<TestDomain> => {
        const domain = await debianGuest(host(), release, guest);
        await create({ domain: domain.uuid, startDomain: true, strictUserData: false, userData });
        return domain;
    };

    it.each<DebianRelease>(["bookworm", "trixie"])("fails in %s by a command and a package", async (release) => {
        const domain = await start(release, FAILS);
        const { error, warnings } = await watch(host(), domain);
        expect(error?.code).toBe("guest-failed");
        expect(error?.message).toContain(`wait for the first boot of domain "${domain.name}": cloud-init reported `);
        expect(error?.message).toContain(BY_COMMAND);
        expect(error?.message).toMatch(BY_PACKAGE[release]);
        expect(error?.message).toContain("Read the guest's log (/var/log/cloud-init-output.log).");
        expect(warnings).toEqual([]);
    });

    it("is degraded by broken YAML, which cloud-init's own command reports where files can't be read", async () => {
        const domain = await start("trixie", BROKEN, { forbidden: ["guest-file-open"] });
        const { report, warnings } = await watch(host(), domain);
        expect(report).toEqual({ status: "degraded", by: "agent", tool: "cloud-init" });
        expect(warnings).toEqual([expect.stringMatching(/: cloud-init reported recoverable errors: /)]);
        expect(warnings[0]).toMatch(/Failed loading yaml blob\. Invalid format at line 3 column 3/);
        const { error } = await watch(host(), domain, { failOn: "degraded" });
        expect(error?.code).toBe("guest-failed");
        expect(error?.message).toMatch(/Failed loading yaml blob\. Invalid format at line 3 column 3/);
    });

    it("fails as soon as cloud-init has found no drive by its label", async () => {
        const domain = await debianGuest(host(), "trixie");
        await create({ domain: domain.uuid, startDomain: true, ...beside("drive") });
        const { error, warnings } = await watch(host(), domain);
        expect(error?.code).toBe("guest-failed");
        expect(error?.message).toMatch(/cloud-init does nothing in this guest: it found no drive that it accepts\. /);
        expect(error?.message).toMatch(/label.*datasource_list/);
        expect(warnings).toEqual([]);
    });
});
