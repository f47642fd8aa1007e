import { describe, it } from "vitest";
import { expectNoHarm, FIRST_SEED } from "../../libvirt/domains/no-harm.ts";
import { makeLanes } from "../../libvirt/domains/stage.ts";
import { useTestHost } from "../../support/host.ts";
import type { Machine } from "../../support/test-domain.ts";

/** Also for many failures, each with a search for a smaller domain: all are reported when all domains are done. */
const TIMEOUT_MS = 1_800_000;

describe(`a drive in a random domain, CONFIG_DRIVE_SEED=${FIRST_SEED}`, () => {
    const host = useTestHost();

    /** With seeds of their own, so that the machines get different domains. */
    it.each<{ machine: Machine; after: number }>([
        { machine: "pc", after: 100 },
        { machine: "q35", after: 200 },
        { machine: "virt", after: 300 },
    ])("does no harm on $machine", { timeout: TIMEOUT_MS }, async ({ machine, after }) => {
        await expectNoHarm(await makeLanes(host()), { seed: FIRST_SEED + after, count: 100 }, machine);
    });
});
