import { z } from "zod";
import { uriProblem } from "../libvirt/uri.ts";
import { BUSES, busesFor, isDriveBus } from "../model/buses.ts";
import { DEFAULTS } from "../model/defaults.ts";
import { type GuestMeans, showsTheEnd, type WaitForGuest } from "../model/guest.ts";
import type { Bus, Cache, DriveDevice, OnChange, PlacementInputs, StartupPolicy, Verify } from "../model/inputs.ts";
import type { Problem } from "../model/problem.ts";
import { MAX_TIMEOUT_S } from "../model/timeouts.ts";
import { UNKNOWN } from "../model/unknown.ts";
import { isObject } from "../spec/json.ts";
import { choose, closed, problemsOf, type Schemas } from "../spec/schema.ts";

const seconds = z
    .number()
    .refine(
        (value) => value > 0 && value <= MAX_TIMEOUT_S,
        `must be a number of seconds above 0 and at most ${MAX_TIMEOUT_S}`,
    )
    .optional();

/** Accepted as a name by directories and LVM, and never mistaken for a flag by option parsers. */
const VOLUME_PREFIX = /^[A-Za-z0-9_][A-Za-z0-9_.+-]*$/;
/** Leaves room for the digest and the extension within the 255 bytes of a file name. */
const MAX_PREFIX = 200;

/** Whether volumes can be named after a prefix. */
export const isVolumePrefix = (text: string): boolean => VOLUME_PREFIX.test(text) && text.length <= MAX_PREFIX;

const TARGET = /^(hd[a-z]|[sv]d[a-z]{1,2})$/;

/** Far above the 255 bytes of a file name, which limit libvirt's names, and above the longest URI. */
const MAX_TEXT = 4096;

/** Characters that XML (XML 1.0 2.2) or UTF-8 can't represent, and line breaks: no name in libvirt contains them. */
const UNREPRESENTABLE = /[^\t\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

/** Why a text can't be sent to a daemon; undefined if it can. It may be a secret, so the reason doesn't quote it. */
const oddity = (value: string): string | undefined => {
    if (value.length > MAX_TEXT)
        return `is longer than ${MAX_TEXT} characters, more than libvirt ever needs; shorten it`;
    if (!UNREPRESENTABLE.test(value)) return undefined;
    return "contains a control character, a line break or half of a surrogate pair, which libvirt doesn't support; remove it";
};

/** @param problem Checks a text without such oddities. */
const textWith = (problem: (value: string) => string | undefined): z.ZodType<string> =>
    z.string().superRefine((value, context) => {
        const reason = oddity(value) ?? problem(value);
        if (reason !== undefined) context.addIssue({ code: "custom", message: reason });
    });

const text = (what: string): z.ZodType<string> => textWith((value) => (value === "" ? `must be ${what}` : undefined));

const connection = textWith((value) =>
    value === "" ? 'must be a libvirt URI, e.g. "qemu:///system"' : uriProblem(value),
);

/** What Pulumi shows as the id of a resource without one: a `libvirt.Domain` of provider 0.9 has only `uuid`. */
const NO_ID = "missing ID";

const domainProblem = (value: string): string | undefined => {
    if (value === "") return "must be the UUID or name of a domain; omit it for a volume only";
    if (value !== NO_ID) return undefined;
    return `is "${NO_ID}", the id of every libvirt.Domain of provider 0.9 or newer; pass its uuid, e.g. vm.uuid instead of vm.id`;
};

const wait = closed({
    timeout: seconds,
    by: z.enum(["agent", "hostName", "console", "drive"] satisfies GuestMeans[]).optional(),
    failOn: z.enum(["error", "degraded"]).optional(),
});

const waitForGuest: z.ZodType<boolean | WaitForGuest> = choose<boolean | WaitForGuest>((value) =>
    isObject(value) ? wait : z.boolean({ error: "must be true or false, or an object with timeout, by or failOn" }),
);

const schemas: Schemas<PlacementInputs> = {
    connection,
    connectionPassword: text("a password; omit it if none is needed").optional(),
    domain: textWith(domainProblem).optional(),
    pool: text("the name of a storage pool").optional(),
    volumePrefix: z
        .string()
        .refine(
            isVolumePrefix,
            `must be 1 to ${MAX_PREFIX} characters (letters, digits and _ . + -) and start with a letter, digit or _; it becomes the start of the volume's name`,
        ),
    fixedVolume: z.boolean().optional(),
    device: z.enum(["cdrom", "disk"] satisfies DriveDevice[]).optional(),
    bus: z.enum(["auto", ...Object.keys(BUSES).filter(isDriveBus)] satisfies Bus[]).optional(),
    target: z
        .string()
        .refine(
            (value) => TARGET.test(value),
            'must be hda to hdz on ide, "vd" with one or two letters on virtio, or "sd" with one or two letters on other buses',
        )
        .optional(),
    startupPolicy: z.enum(["mandatory", "requisite", "optional"] satisfies StartupPolicy[]).optional(),
    cache: z
        .enum(["default", "none", "writethrough", "writeback", "directsync", "unsafe"] satisfies Cache[])
        .optional(),
    ejected: z.boolean().optional(),
    onChange: z.enum(["swap", "nextBoot"] satisfies OnChange[]).optional(),
    adopt: z.boolean().optional(),
    startDomain: z.boolean().optional(),
    waitForGuest: waitForGuest.optional(),
    ejectAfterBoot: z.boolean().optional(),
    keepImage: z.boolean().optional(),
    detectDrift: z.boolean().optional(),
    verify: z.enum(["size", "content"] satisfies Verify[]).optional(),
    triggers: z.string().optional(),
    timeouts: closed({ create: seconds, read: seconds, update: seconds, delete: seconds }).optional(),
};

const placement = z.looseObject(schemas);

/** The keys of a program's declaration that say where the drive goes. */
export const PLACEMENT_KEYS: readonly string[] = Object.keys(schemas);

const WHY_NOT: Readonly<Record<DriveDevice, string>> = {
    cdrom: `virtio doesn't support cdroms; use another bus, or set device to "disk"`,
    disk: `ide and sata don't support read-only disks; use virtio, scsi or usb, or set device to "cdrom"`,
};

const isDevice = (device: unknown): device is DriveDevice => device === "cdrom" || device === "disk";

const busProblems = ({ device = DEFAULTS.device, bus }: Readonly<Record<string, unknown>>): readonly Problem[] => {
    if (!isDevice(device) || !isDriveBus(bus) || BUSES[bus].devices.includes(device)) return [];
    return [{ path: "bus", reason: WHY_NOT[device] }];
};

const targetProblems = (inputs: Readonly<Record<string, unknown>>): readonly Problem[] => {
    const { device = DEFAULTS.device, bus = DEFAULTS.bus, target } = inputs;
    if (typeof target !== "string" || target === UNKNOWN || !isDevice(device)) return [];
    const usual = device === "disk" ? ["virtio"] : busesFor(device);
    const starts = (bus === "auto" ? usual : [bus]).filter(isDriveBus).map((each) => BUSES[each].prefix);
    const [start] = starts;
    if (start === undefined || starts.some((each) => target.startsWith(each))) return [];
    const place = bus === "auto" ? `a ${device} whose bus isn't set` : `bus ${bus}`;
    const example = start === "hd" ? "hdc" : `${start}b`;
    return [{ path: "target", reason: `doesn't fit ${place}; use one like ${example}, or omit target` }];
};

const policyProblems = ({ device, startupPolicy }: Readonly<Record<string, unknown>>): readonly Problem[] => {
    if (device !== "disk" || startupPolicy !== "requisite") return [];
    return [{ path: "startupPolicy", reason: "libvirt only supports requisite for cdroms; use mandatory or optional" }];
};

/** Inputs that require a domain. */
const NEEDS_DOMAIN = [
    { path: "startDomain", reason: "there is no domain to start; set domain, or omit startDomain" },
    {
        path: "waitForGuest",
        reason: "there is no domain whose guest it could wait for; set domain, or omit waitForGuest",
    },
    {
        path: "ejectAfterBoot",
        reason: "there is no domain to eject the drive in; set domain, or omit ejectAfterBoot",
    },
    { path: "ejected", reason: "there is no domain to eject the drive in; set domain, or omit ejected" },
    { path: "adopt", reason: "there is no domain to take a drive over from; set domain, or omit adopt" },
];

const domainProblems = (inputs: Readonly<Record<string, unknown>>): readonly Problem[] =>
    inputs["domain"] === undefined
        ? NEEDS_DOMAIN.filter(({ path }) => inputs[path] === true || isObject(inputs[path]))
        : [];

/** The domains of a fixed volume refer to it themselves, and with one file none of them can keep earlier content. */
const fixedProblems = ({ fixedVolume, domain, onChange }: Readonly<Record<string, unknown>>): readonly Problem[] => {
    if (fixedVolume !== true) return [];
    const withDomain = {
        path: "fixedVolume",
        reason: "is only for a drive without domain; omit it, or omit domain and refer to the volume in the domain's own disks",
    };
    const nextBoot = {
        path: "onChange",
        reason: 'can\'t be "nextBoot" with fixedVolume, because a running guest and its next start share the one volume; omit onChange or fixedVolume',
    };
    return [...(domain === undefined ? [] : [withDomain]), ...(onChange === "nextBoot" ? [nextBoot] : [])];
};

const isMeans = (by: unknown): by is GuestMeans => typeof by === "string" && by !== UNKNOWN;

/** A medium is taken out only once the guest's first boot was seen to end. */
const afterBootProblems = (inputs: Readonly<Record<string, unknown>>): readonly Problem[] => {
    const { ejectAfterBoot, keepImage, ejected, waitForGuest: declared } = inputs;
    if (ejectAfterBoot !== true) {
        const isStray = keepImage === false && (ejectAfterBoot === undefined || ejectAfterBoot === false);
        return isStray
            ? [{ path: "keepImage", reason: "is only for ejectAfterBoot; set that, or omit keepImage" }]
            : [];
    }
    const by = isObject(declared) ? declared["by"] : undefined;
    const weak = {
        path: "waitForGuest.by",
        reason: `can't be "${by}" with ejectAfterBoot, because it doesn't show that the guest has finished its first boot; use "agent" or "console", or omit ejectAfterBoot`,
    };
    const empty = {
        path: "ejectAfterBoot",
        reason: "the drive is ejected from the start; omit ejected or ejectAfterBoot",
    };
    return [...(isMeans(by) && !showsTheEnd(by) ? [weak] : []), ...(ejected === true ? [empty] : [])];
};

const hostNameProblems = ({
    waitForGuest: declared,
    hostname,
}: Readonly<Record<string, unknown>>): readonly Problem[] =>
    isObject(declared) && declared["by"] === "hostName" && hostname === undefined
        ? [{ path: "waitForGuest.by", reason: 'can\'t be "hostName" for a drive without a host name; set hostname' }]
        : [];

/** Checks where the drive goes. Reports all problems at once, but none about values that aren't known yet. */
export const checkPlacement = (inputs: Readonly<Record<string, unknown>>): readonly Problem[] => [
    ...problemsOf(placement, inputs).problems,
    ...busProblems(inputs),
    ...targetProblems(inputs),
    ...policyProblems(inputs),
    ...domainProblems(inputs),
    ...fixedProblems(inputs),
    ...afterBootProblems(inputs),
    ...hostNameProblems(inputs),
];
