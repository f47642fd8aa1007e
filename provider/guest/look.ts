import { realClock } from "./clock.ts";
import { type Eyes, NotOffered, unseen } from "./eyes.ts";
import { lookAtMachine, type Machine } from "./machine.ts";
import { openEyes } from "./means.ts";
import type { Sight } from "./sight.ts";
import type { GuestHandle, Wanted } from "./wanted.ts";

/** How long a look may take. A busy agent can keep one waiting for longer. */
const LOOK_MS = 10_000;

/** A console shows nothing at a glance. Without an agent, reads of the drive are left. */
const eyesFor = (guest: GuestHandle, wanted: Wanted, { channel }: Machine): Eyes | undefined => {
    const by = wanted.by ?? (channel === undefined ? "drive" : "agent");
    return by === "console" ? undefined : openEyes(by, guest, wanted, realClock);
};

/**
 * Looks at a guest once, for at most 10 s. What can't be seen is `unseen`.
 *
 * @throws an error of the host
 */
export const lookAtGuest = async (guest: GuestHandle, wanted: Wanted): Promise<Sight> => {
    const limited = { ...guest, signal: AbortSignal.any([guest.signal, AbortSignal.timeout(LOOK_MS)]) };
    const nothing = unseen(wanted.by ?? "agent").sight;
    const machine = await lookAtMachine(limited, wanted.drive);
    const eyes = machine.power === "on" ? eyesFor(limited, wanted, machine) : undefined;
    try {
        return eyes === undefined ? nothing : (await eyes.look(machine)).sight;
    } catch (error) {
        if (error instanceof NotOffered) return nothing;
        throw error;
    }
};
