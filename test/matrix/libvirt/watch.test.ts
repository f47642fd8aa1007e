import { describe, expect, it } from "vitest";
import { run } from "../../cli/harness.ts";
import { playDone } from "../../guests/first-boot.ts";
import { tinyGuest } from "../../libvirt/guests/stage.ts";
import { lifeCycleOn, useTestHost } from "../../support/host.ts";

describe("config-drive watch", () => {
    const host = useTestHost();
    const { create } = lifeCycleOn(host);

    it("says that the guest booted with another drive, which isn't a failure of this one", async () => {
        const other = "83679162-1378-4288-a2d4-70e13ec132aa";
        const domain = await tinyGuest(host());
        const play = playDone(other, { init: { errors: ["of another boot"] } });
        await create({ domain: domain.uuid, userData: `#!/bin/sh\n${play}`, startDomain: true });
        const { code, out, err } = await run(["watch", host().uri, domain.name, "--timeout=480"]);
        expect(code).toBe(3);
        expect(err).toHaveLength(1);
        expect(err[0]).toContain(`booted with instance id ${other} from DataSourceConfigDrive `);
        expect(err[0]).toContain(`not with ${domain.uuid}, which is the drive's.`);
        expect(out.endsWith(`\n${domain.name}: the guest hasn't used this drive yet.\n`)).toBe(true);
    });
});
