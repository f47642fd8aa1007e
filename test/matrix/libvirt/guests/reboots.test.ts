import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { consoleOf, debianGuest, GUEST_TEST_MS, type WantedGuest, watch } from "../../../libvirt/guests/stage.ts";
import { lifeCycleOn, useTestHost } from "../../../support/host.ts";
import type { TestDomain } from "../../../support/test-domain.ts";

/** Restarts once, as a package's update of the kernel can, in the middle of the last stage. */
const RESTARTS = `#cloud-config
runcmd:
  - [sh, -c, "[ -e /var/restarted ] || { touch /var/restarted; sync; reboot -ff; }"]
`;

describe("a guest of Debian that restarts in its first boot", { timeout: GUEST_TEST_MS }, () => {
    const host = useTestHost();
    const { create } = lifeCycleOn(host);

    const start = async (release: "bookworm" | "trixie", guest: WantedGuest): Promise<TestDomain> => {
        const domain = await debianGuest(host(), release, { ...guest, onReboot: "restart" });
        await create({ domain: domain.uuid, startDomain: true, userData: RESTARTS });
        return domain;
    };
    const countBoots = async (domain: TestDomain): Promise<number> => {
        const log = await readFile(consoleOf(host(), domain), "utf8");
        return log.match(/Cloud-init v\. \S+ running 'init-local'/g)?.length ?? 0;
    };

    it("is done after the second boot, as its agent shows", async () => {
        const domain = await start("trixie", {});
        const { report, warnings } = await watch(host(), domain);
        expect(report).toEqual({ status: "done", by: "agent", tool: "cloud-init" });
        expect(warnings).toEqual([]);
        expect(await countBoots(domain)).toBe(2);
    });

    it("is over after the second boot, as the console shows of a guest without an agent", async () => {
        const domain = await start("bookworm", { agent: false, terminal: "pty" });
        const { report, warnings } = await watch(host(), domain);
        // Only the first boot sets passwords: what the console showed of it is kept.
        expect(warnings).toEqual([
            expect.stringContaining("name='org.qemu.guest_agent.0'"),
            expect.stringMatching(/ recoverable errors: .*modules-config: Ignoring config 'ssh_pwauth: None'/),
        ]);
        expect(report).toEqual({ status: "degraded", by: "console", tool: "cloud-init" });
        expect(await countBoots(domain)).toBe(2);
    });
});
