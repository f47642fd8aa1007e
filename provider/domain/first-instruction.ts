import { bootCpuTime } from "./boot-cpu.ts";
import type { DomainHandle } from "./read.ts";

/** `virDomainState`, and `virDomainPausedReason`: by the user, also if it was started paused. */
const PAUSED = 3;
const BY_USER = 1;

/**
 * CPU time of a machine that hasn't executed an instruction, at most. A thread that only waits uses no tick of the
 * host's clock (10 ms). Any firmware uses more before a person could pause it.
 */
const NO_TIME_NS = 50_000_000n;

/**
 * Whether a running domain is paused before its first instruction: it was started paused, and nobody has resumed it.
 * libvirt gives the same reason for a guest that was paused later, but that one has used CPU time. Where nobody counts
 * it, somebody may have paused the guest.
 */
export const awaitsFirstInstruction = async (domain: DomainHandle): Promise<boolean> => {
    const { state, reason } = await domain.client.domainGetState(domain.ref, { signal: domain.signal });
    if (state !== PAUSED || reason !== BY_USER) return false;
    const used = await bootCpuTime(domain);
    return used !== undefined && used < NO_TIME_NS;
};
