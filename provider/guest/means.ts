import type { GuestMeans } from "../model/guest.ts";
import { agentEyes, hostNameEyes } from "./agent-eyes.ts";
import type { Clock } from "./clock.ts";
import { consoleEyes } from "./console-eyes.ts";
import { driveEyes } from "./drive-eyes.ts";
import { type Eyes, type Glance, NotOffered } from "./eyes.ts";
import type { Machine } from "./machine.ts";
import type { GuestHandle, Wanted } from "./wanted.ts";
import { instead } from "./words.ts";

/** What a machine is looked at by if the program doesn't say: the means that shows most comes first. */
const BEST_FIRST: readonly GuestMeans[] = ["agent", "console", "drive"];

/** Opens one means. */
export const openEyes = (by: GuestMeans, guest: GuestHandle, wanted: Wanted, clock: Clock): Eyes => {
    switch (by) {
        case "agent":
            return agentEyes(guest, wanted, clock);
        case "hostName":
            return hostNameEyes(guest, wanted);
        case "console":
            return consoleEyes(guest);
        case "drive":
            return driveEyes(guest, wanted.isFresh);
    }
};

/**
 * The means by which a guest is seen: the declared one, or the best that its machine offers. A guest whose agent may not
 * look is an error, also if no means is declared: its console would show less than the image's author can allow.
 */
export class Means {
    readonly #guest: GuestHandle;
    readonly #wanted: Wanted;
    readonly #clock: Clock;
    #left: readonly GuestMeans[];
    #eyes: Eyes | undefined;

    public constructor(guest: GuestHandle, wanted: Wanted, clock: Clock) {
        this.#guest = guest;
        this.#wanted = wanted;
        this.#clock = clock;
        this.#left = wanted.by === undefined ? BEST_FIRST : [wanted.by];
    }

    /** The means in use; undefined before the first look. */
    public get by(): GuestMeans | undefined {
        return this.#eyes?.by;
    }

    /** @throws NotOffered if the machine doesn't offer the declared means, or none */
    public async look(machine: Machine): Promise<Glance> {
        for (;;) {
            const [by = "drive", next] = this.#left;
            this.#eyes ??= openEyes(by, this.#guest, this.#wanted, this.#clock);
            try {
                return await this.#eyes.look(machine);
            } catch (error) {
                if (!(error instanceof NotOffered) || !error.canFallBack || next === undefined) throw error;
                this.#guest.warn(instead(this.#guest.ref.name, error.message, next));
                this.#left = this.#left.slice(1);
                await this.close();
            }
        }
    }

    public async close(): Promise<void> {
        const eyes = this.#eyes;
        this.#eyes = undefined;
        await eyes?.close();
    }
}
