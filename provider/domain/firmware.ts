import { setTimeout as sleep } from "node:timers/promises";
import { bootCpuTime } from "./boot-cpu.ts";
import type { DomainHandle } from "./read.ts";
import { reportingWait } from "./waiting.ts";

/** How long firmware works at least, on a host that isn't busy. */
const LEAST_MS = 2000;

/** CPU time by which firmware has reset the drives. SeaBIOS needs 70 ms with emulated CPUs, at any load of the host. */
const RESET_DONE_NS = 120_000_000n;

/** A machine that found nothing to boot uses hardly any CPU time. */
const MOST_MS = 10_000;

const POLL_MS = 250;

const hasReset = async (domain: DomainHandle): Promise<boolean> => {
    const used = await bootCpuTime(domain);
    return used === undefined || used >= RESET_DONE_NS;
};

const awaitResets = async (domains: readonly DomainHandle[], signal: AbortSignal): Promise<void> => {
    const started = performance.now();
    await sleep(LEAST_MS, undefined, { signal });
    while (performance.now() - started < MOST_MS) {
        const done = await Promise.all(domains.map(hasReset));
        if (done.every((each) => each)) return;
        await sleep(POLL_MS, undefined, { signal });
    }
};

/**
 * Waits until the firmware of machines that were just started has reset their drives. A reset closes the trays, and
 * libvirt isn't told: see `trayStuck`.
 */
export const awaitFirmware = async (domains: readonly DomainHandle[]): Promise<void> => {
    const [first] = domains;
    if (first === undefined) return;
    await reportingWait(first, "its firmware has started", () => awaitResets(domains, first.signal));
};
