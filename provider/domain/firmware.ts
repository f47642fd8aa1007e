import { setTimeout as sleep } from "node:timers/promises";
import { bootCpuTime } from "./boot-cpu.ts";
import { awaitsFirstInstruction } from "./first-instruction.ts";
import type { DomainHandle } from "./read.ts";
import { reportingWait } from "./waiting.ts";

/** CPU time by which firmware has reset the drives. SeaBIOS needs 90 ms with emulated CPUs, at any load of the host. */
const RESET_DONE_NS = 120_000_000n;

/** A machine that has used less hasn't got to its firmware yet. */
const STARTED_NS = 50_000_000n;

/** The resolution of the CPU time. */
const TICK_NS = 10_000_000n;

const POLL_MS = 500;

const MOST_MS = 10_000;

/** Firmware that found nothing to boot uses hardly any more CPU time. */
const isIdle = (used: bigint, before: bigint): boolean => used >= STARTED_NS && used - before <= TICK_NS;

const awaitResets = async (domain: DomainHandle): Promise<void> => {
    const started = performance.now();
    let before = await bootCpuTime(domain);
    if (before !== undefined && before < STARTED_NS && (await awaitsFirstInstruction(domain))) return;
    while (before !== undefined && before < RESET_DONE_NS && performance.now() - started < MOST_MS) {
        await sleep(POLL_MS, undefined, { signal: domain.signal });
        const used = await bootCpuTime(domain);
        if (used !== undefined && isIdle(used, before)) return;
        before = used;
    }
};

/**
 * Waits until a running machine's firmware has reset its drives. A reset closes the trays, and libvirt isn't told: see
 * `trayStuck`. Returns at once for a machine that has been running for a while, or that is paused before its start.
 */
export const awaitFirmware = (domain: DomainHandle): Promise<void> =>
    reportingWait(domain, "its firmware has started", () => awaitResets(domain));
