import type { GuestMeans } from "../model/guest.ts";
import type { Machine } from "./machine.ts";
import type { Sight } from "./sight.ts";

/** What one look showed, and in a few words what there is to say of the means itself: `the agent isn't connected`. */
export interface Glance {
    readonly sight: Sight;
    readonly note?: string | undefined;
}

/** One means to see a guest's first boot. */
export interface Eyes {
    readonly by: GuestMeans;
    /**
     * Looks once at a machine that runs.
     *
     * @throws NotOffered if the machine doesn't offer this means, or an error of the host
     */
    readonly look: (machine: Machine) => Promise<Glance>;
    readonly close: () => Promise<void>;
}

/** A machine that doesn't offer a means. The message says why, and what to do. */
export class NotOffered extends Error {
    public override readonly name: string = "NotOffered";
    /** Whether a weaker means makes up for it. */
    public readonly canFallBack: boolean;

    public constructor(message: string, canFallBack = true) {
        super(message);
        this.canFallBack = canFallBack;
    }
}

/** Nothing was seen by this means. */
export const unseen = (by: GuestMeans, note?: string): Glance => ({ sight: { phase: "unseen", by, stages: [] }, note });
