import { z } from "zod";
import { uriProblem } from "../libvirt/uri.ts";
import { DEFAULTS } from "../model/defaults.ts";
import type { Bus, DriveDevice, OnChange, PlacementInputs, StartupPolicy, Verify } from "../model/inputs.ts";
import { type Problem, UNKNOWN } from "../model/problem.ts";
import { closed, problemsOf, type Schemas } from "../spec/schema.ts";
import { MAX_TIMEOUT_S } from "../timeouts.ts";

const seconds = z
    .number()
    .refine((value) => value > 0 && value <= MAX_TIMEOUT_S, `must be seconds, above 0 and at most ${MAX_TIMEOUT_S}`)
    .optional();

/** What directories and LVM both take for a name, and no option parser for a flag. */
const VOLUME_PREFIX = /^[A-Za-z0-9_][A-Za-z0-9_.+-]*$/;
/** Leaves room for the digest and the ending within the 255 bytes of a file name. */
const MAX_PREFIX = 200;

const TARGET = /^(hd[a-d]|[sv]d[a-z]{1,2})$/;

/** Far above the 255 bytes of the files that libvirt keeps under its names, and what a URI has at the most. */
const MAX_TEXT = 4096;

/** What XML can't hold (XML 1.0 2.2), nor UTF-8, and line ends: libvirt has none of these in any name. */
const UNHOLDABLE = /[^\t\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

/** Why no daemon can be asked for a text; undefined where one can. It may be a secret, so that nothing of it is shown. */
const oddity = (value: string): string | undefined => {
    if (value.length > MAX_TEXT)
        return `is longer than ${MAX_TEXT} characters, more than libvirt has anywhere; shorten it`;
    if (!UNHOLDABLE.test(value)) return undefined;
    return "holds a control character, a line end or half of a surrogate pair, of which libvirt has none; take it out";
};

/** @param problem Of a text that isn't odd. */
const textWith = (problem: (value: string) => string | undefined): z.ZodType<string> =>
    z.string().superRefine((value, context) => {
        const reason = oddity(value) ?? problem(value);
        if (reason !== undefined) context.addIssue({ code: "custom", message: reason });
    });

const text = (what: string): z.ZodType<string> => textWith((value) => (value === "" ? `must name ${what}` : undefined));

const connection = textWith((value) =>
    value === "" ? 'must name a libvirt URI, such as "qemu:///system"' : uriProblem(value),
);

const schemas: Schemas<PlacementInputs> = {
    connection,
    connectionPassword: text("a password; leave it out where none is needed").optional(),
    domain: text("a domain, by UUID or by name; leave it out for a volume only").optional(),
    pool: text("a storage pool").optional(),
    volumePrefix: z
        .string()
        .refine(
            (value) => VOLUME_PREFIX.test(value) && value.length <= MAX_PREFIX,
            `must be 1 to ${MAX_PREFIX} letters, digits or _ . + -, starting with a letter, digit or _; it begins the volume's name`,
        ),
    device: z.enum(["cdrom", "disk"] satisfies DriveDevice[]).optional(),
    bus: z.enum(["auto", "ide", "sata", "scsi", "usb", "virtio"] satisfies Bus[]).optional(),
    target: z
        .string()
        .refine(
            (value) => TARGET.test(value),
            'must be hda to hdd on an ide bus, "vd" and one or two letters on virtio, or "sd" and one or two letters',
        )
        .optional(),
    startupPolicy: z.enum(["mandatory", "requisite", "optional"] satisfies StartupPolicy[]).optional(),
    ejected: z.boolean().optional(),
    onChange: z.enum(["swap", "nextBoot"] satisfies OnChange[]).optional(),
    adopt: z.boolean().optional(),
    startDomain: z.boolean().optional(),
    verify: z.enum(["size", "content"] satisfies Verify[]).optional(),
    timeouts: closed({ create: seconds, read: seconds, update: seconds, delete: seconds }).optional(),
};

const placement = z.looseObject(schemas);

/** The keys of a program's declaration that say where the drive goes. */
export const PLACEMENT_KEYS: readonly string[] = Object.keys(schemas);

/** Buses of either device. libvirt refuses ejectable media on virtio, and read-only disks on ide and sata. */
const BUSES: Readonly<Record<DriveDevice, readonly unknown[]>> = {
    cdrom: ["ide", "sata", "scsi", "usb"],
    disk: ["virtio", "scsi", "usb"],
};

const WHY_NOT: Readonly<Record<DriveDevice, string>> = {
    cdrom: 'virtio has no cdroms; use another bus, or set device to "disk"',
    disk: 'has no read-only disks; use virtio, scsi or usb, or set device to "cdrom"',
};

const isDevice = (device: unknown): device is DriveDevice => device === "cdrom" || device === "disk";

const busProblems = ({ device = DEFAULTS.device, bus }: Readonly<Record<string, unknown>>): readonly Problem[] => {
    const known = [...BUSES.cdrom, ...BUSES.disk].includes(bus);
    if (!isDevice(device) || !known || BUSES[device].includes(bus)) return [];
    return [{ path: "bus", reason: WHY_NOT[device] }];
};

/** The start of the targets on each bus; libvirt itself goes by it where a disk names none. */
const TARGET_START: ReadonlyMap<unknown, string> = new Map([
    ["ide", "hd"],
    ["sata", "sd"],
    ["scsi", "sd"],
    ["usb", "sd"],
    ["virtio", "vd"],
]);

const targetProblems = (inputs: Readonly<Record<string, unknown>>): readonly Problem[] => {
    const { device = DEFAULTS.device, bus = DEFAULTS.bus, target } = inputs;
    if (typeof target !== "string" || target === UNKNOWN || !isDevice(device)) return [];
    const usual = device === "disk" ? ["virtio"] : BUSES.cdrom;
    const starts = (bus === "auto" ? usual : [bus]).flatMap((each) => TARGET_START.get(each) ?? []);
    const [start] = starts;
    if (start === undefined || starts.some((each) => target.startsWith(each))) return [];
    const place = bus === "auto" ? `a ${device} whose bus isn't given` : `bus ${bus}`;
    const example = start === "hd" ? "hdc" : `${start}b`;
    return [{ path: "target", reason: `doesn't fit ${place}; name one such as ${example}, or leave target out` }];
};

const policyProblems = ({ device, startupPolicy }: Readonly<Record<string, unknown>>): readonly Problem[] => {
    if (device !== "disk" || startupPolicy !== "requisite") return [];
    return [{ path: "startupPolicy", reason: "libvirt takes requisite for cdroms only; use mandatory or optional" }];
};

/** What only a drive in a domain can have. */
const NEEDS_DOMAIN = [
    { path: "startDomain", reason: "there is no domain to start; set domain, or leave startDomain out" },
    { path: "ejected", reason: "there is no domain to eject it in; set domain, or leave ejected out" },
    { path: "adopt", reason: "there is no domain to find a drive in; set domain, or leave adopt out" },
];

const domainProblems = (inputs: Readonly<Record<string, unknown>>): readonly Problem[] =>
    inputs["domain"] === undefined ? NEEDS_DOMAIN.filter(({ path }) => inputs[path] === true) : [];

/** Checks where the drive goes; all problems at once, none about a value that isn't known yet. */
export const checkPlacement = (inputs: Readonly<Record<string, unknown>>): readonly Problem[] => [
    ...problemsOf(placement, inputs).problems,
    ...busProblems(inputs),
    ...targetProblems(inputs),
    ...policyProblems(inputs),
    ...domainProblems(inputs),
];
