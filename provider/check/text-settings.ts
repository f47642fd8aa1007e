import { uriProblem } from "../libvirt/uri.ts";
import type { Bus, Cache, DriveDevice, OnChange, StartupPolicy, Timeouts, Verify } from "../model/inputs.ts";
import { MAX_TIMEOUT_S } from "../model/timeouts.ts";

/** A configuration value, or why it can't be used. */
type Reading<T> = { readonly value: T } | { readonly reason: string };

/** Reads the text that Pulumi has for a key. */
type Reader<T> = (text: string) => Reading<T>;

/** Joins alternatives as English does. */
const listed = (words: readonly string[]): string => `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;

/** @param choices An object, so that the compiler finds a missing one. */
const oneOf = <T extends string>(choices: Readonly<Record<T, true>>): Reader<T> => {
    const isChoice = (text: string): text is T => Object.hasOwn(choices, text);
    return (text) => (isChoice(text) ? { value: text } : { reason: `must be ${listed(Object.keys(choices))}` });
};

const filled =
    (what: string): Reader<string> =>
    (text) =>
        text === "" ? { reason: `must be ${what}` } : { value: text };

const uri: Reader<string> = (text) => {
    const reason = text === "" ? 'must be a libvirt URI, e.g. "qemu:///system"' : uriProblem(text);
    return reason === undefined ? { value: text } : { reason };
};

/** Reads `true` or `false`. */
export const flag: Reader<boolean> = (text) =>
    text === "true" || text === "false" ? { value: text === "true" } : { reason: "must be true or false" };

const OPERATIONS = { create: true, read: true, update: true, delete: true } satisfies Record<keyof Timeouts, true>;

const SECONDS = `must map ${listed(Object.keys(OPERATIONS))} to a number of seconds above 0 and at most ${MAX_TIMEOUT_S}, e.g. {"create": 900}`;

const parsed = (text: string): unknown => {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
};

/** `pulumi config set --path` stores a number with a fraction as a text. */
const secondsOf = (value: unknown): number =>
    typeof value === "string" || typeof value === "number" ? Number(value) : Number.NaN;

const isTimeout = ([operation, seconds]: readonly [string, unknown]): boolean =>
    Object.hasOwn(OPERATIONS, operation) && secondsOf(seconds) > 0 && secondsOf(seconds) <= MAX_TIMEOUT_S;

const timeouts: Reader<Timeouts> = (text) => {
    const value = parsed(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return { reason: SECONDS };
    const entries: readonly (readonly [string, unknown])[] = Object.entries(value);
    if (!entries.every(isTimeout)) return { reason: SECONDS };
    return { value: Object.fromEntries(entries.map(([operation, seconds]) => [operation, secondsOf(seconds)])) };
};

/** What a stack can have a default for: the placement of a drive, except for what is about one machine. */
export interface StackDefaults {
    readonly connection: string;
    readonly connectionPassword: string;
    readonly pool: string;
    readonly device: DriveDevice;
    readonly bus: Bus;
    readonly startupPolicy: StartupPolicy;
    readonly cache: Cache;
    readonly onChange: OnChange;
    readonly verify: Verify;
    readonly timeouts: Timeouts;
    readonly detectDrift: boolean;
}

/** How each key is read. */
export const TEXT_SETTINGS: { readonly [K in keyof StackDefaults]: Reader<StackDefaults[K]> } = {
    connection: uri,
    connectionPassword: filled("a password"),
    pool: filled("the name of a storage pool"),
    device: oneOf<DriveDevice>({ cdrom: true, disk: true }),
    bus: oneOf<Bus>({ auto: true, ide: true, sata: true, scsi: true, usb: true, virtio: true }),
    startupPolicy: oneOf<StartupPolicy>({ mandatory: true, requisite: true, optional: true }),
    cache: oneOf<Cache>({
        default: true,
        none: true,
        writethrough: true,
        writeback: true,
        directsync: true,
        unsafe: true,
    }),
    onChange: oneOf<OnChange>({ swap: true, nextBoot: true }),
    verify: oneOf<Verify>({ size: true, content: true }),
    timeouts,
    detectDrift: flag,
};
