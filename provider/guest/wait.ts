import { LostConnectionError } from "../libvirt/error.ts";
import type { GuestReport } from "../model/guest.ts";
import { toMilliseconds } from "../model/timeouts.ts";
import { ConfigDriveError } from "../text/errors.ts";
import { type Clock, realClock } from "./clock.ts";
import { conclude } from "./conclude.ts";
import { type Course, follow, START } from "./course.ts";
import { readBytesOf } from "./drive-eyes.ts";
import { type Glance, NotOffered } from "./eyes.ts";
import { lookAtMachine, type Machine } from "./machine.ts";
import { Means } from "./means.ts";
import { progressLine, timedOut, unreachable } from "./progress.ts";
import { verdictOf } from "./verdict.ts";
import type { GuestHandle, Wanted } from "./wanted.ts";

/** Pauses between looks. A first boot takes seconds; after a minute it takes minutes. */
const PAUSE_MS = 2000;
const LATER_PAUSE_MS = 4000;
const LATER_S = 60;

/** How often a line shows that the wait goes on. */
const TELL_S = 5;

/** How long a machine that has been running may show nothing new: its first boot may be over. */
const QUIET_S = 30;

/** For a last question after the deadline. */
const LAST_MS = 2000;

/** What one look came to; absent parts couldn't be seen. */
interface Look {
    readonly machine?: Machine;
    readonly glance?: Glance;
}

const isLost = (error: unknown): boolean => error instanceof LostConnectionError && error.code === "connect-failed";

/** One wait for one guest. */
class Wait {
    readonly #guest: GuestHandle;
    readonly #wanted: Wanted;
    readonly #clock: Clock;
    readonly #means: Means;
    readonly #start: number;
    #course: Course = START;
    #last: Look = {};
    #told = Number.NEGATIVE_INFINITY;
    #wasLost = false;

    /** @param guest with a signal that also fires at the deadline */
    public constructor(guest: GuestHandle, wanted: Wanted, clock: Clock) {
        this.#guest = guest;
        this.#wanted = wanted;
        this.#clock = clock;
        this.#means = new Means(guest, wanted, clock);
        this.#start = clock.now();
    }

    public async run(): Promise<GuestReport> {
        for (;;) {
            const look = await this.#look();
            const at = this.#seconds();
            if (look.glance) this.#guest.seen?.(look.glance.sight);
            const { power } = look.machine ?? {};
            if (power) this.#course = follow(this.#course, { at, power, sight: look.glance?.sight }, this.#wanted);
            const verdict = verdictOf(this.#course, at, this.#wanted) ?? this.#quiet(at);
            if (verdict !== undefined)
                return conclude(this.#guest, this.#wanted, { ...verdict, last: this.#course.last });
            this.#tell(at);
            await this.#clock.sleep(at < LATER_S ? PAUSE_MS : LATER_PAUSE_MS, this.#guest.signal);
        }
    }

    /** What a wait ends with that has taken too long. */
    public async timeOut(signal: AbortSignal): Promise<ConfigDriveError> {
        const { client, ref } = this.#guest;
        const until = AbortSignal.any([signal, AbortSignal.timeout(LAST_MS)]);
        const { machine } = this.#last;
        const bytes = machine && (await readBytesOf({ client, ref, signal: until }, machine).catch(() => undefined));
        signal.throwIfAborted();
        return timedOut(this.#guest, this.#wanted, { ...this.#last, course: this.#course, bytes });
    }

    public close(): Promise<void> {
        return this.#means.close();
    }

    #seconds(): number {
        return (this.#clock.now() - this.#start) / 1000;
    }

    /** Looks once. A connection may be lost once in a row: a daemon that restarts is back for the next look. */
    async #look(): Promise<Look> {
        try {
            const machine = await lookAtMachine(this.#guest, this.#wanted.drive);
            const look = machine.power === "on" ? { machine, glance: await this.#means.look(machine) } : { machine };
            this.#wasLost = false;
            this.#last = look;
            return look;
        } catch (error) {
            if (error instanceof NotOffered) throw unreachable(this.#guest, this.#wanted, error.message);
            if (!isLost(error) || this.#wasLost) throw error;
            this.#wasLost = true;
            return {};
        }
    }

    /** Only for a machine that was running before: what it showed then can't be seen any more. */
    #quiet(at: number): { readonly outcome: "quiet"; readonly stages: readonly [] } | undefined {
        const { last } = this.#course;
        const shows = this.#means.by !== "agent" && (last === undefined || last.by === "hostName");
        return !this.#wanted.isFresh && shows && at >= QUIET_S ? { outcome: "quiet", stages: [] } : undefined;
    }

    #tell(at: number): void {
        if (at - this.#told < TELL_S) return;
        this.#told = at;
        this.#guest.tell?.(progressLine(this.#guest, this.#wanted, { ...this.#last, at }));
    }
}

/**
 * Waits until a guest has done its first boot with the drive.
 *
 * @throws ConfigDriveError `guest-failed`, `guest-unreachable`, `guest-timeout`, or an error of the host
 */
export const awaitGuest = async (
    guest: GuestHandle,
    wanted: Wanted,
    clock: Clock = realClock,
): Promise<GuestReport> => {
    const deadline = clock.deadline(toMilliseconds(wanted.timeoutSeconds));
    const wait = new Wait({ ...guest, signal: AbortSignal.any([guest.signal, deadline]) }, wanted, clock);
    try {
        return await wait.run();
    } catch (error) {
        const isVerdict = error instanceof ConfigDriveError && /^guest-/.test(error.code);
        if (isVerdict || !deadline.aborted || guest.signal.aborted) throw error;
        throw await wait.timeOut(guest.signal);
    } finally {
        await wait.close();
    }
};
