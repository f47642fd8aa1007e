import { z } from "zod";
import type { Bus, PlacementInputs, StartupPolicy } from "./inputs.ts";
import { type Problem, UNKNOWN } from "./spec/problem.ts";
import { closed, problemsOf, type Schemas } from "./spec/schema.ts";

/** The longest that one operation may be given: a day. */
const MAX_TIMEOUT_S = 86_400;

const seconds = z
    .number()
    .refine((value) => value > 0 && value <= MAX_TIMEOUT_S, `must be seconds, above 0 and at most ${MAX_TIMEOUT_S}`)
    .optional();

/** What directories and LVM both take for a name, and no option parser for a flag. */
const VOLUME_PREFIX = /^[A-Za-z0-9_][A-Za-z0-9_.+-]*$/;
/** Leaves room for the digest and the ending within the 255 bytes of a file name. */
const MAX_PREFIX = 200;

const TARGET = /^(hd[a-d]|sd[a-z]{1,2})$/;

const text = (what: string): z.ZodType<string> => z.string().refine((value) => value !== "", `must name ${what}`);

const schemas: Schemas<PlacementInputs> = {
    connection: text('a libvirt URI, such as "qemu:///system"'),
    domain: text("a domain, by UUID or by name; leave it out for a volume only").optional(),
    pool: text("a storage pool").optional(),
    volumePrefix: z
        .string()
        .refine(
            (value) => VOLUME_PREFIX.test(value) && value.length <= MAX_PREFIX,
            `must be 1 to ${MAX_PREFIX} letters, digits or _ . + -, starting with a letter, digit or _; it begins the volume's name`,
        ),
    bus: z.enum(["auto", "ide", "sata", "scsi", "usb"] satisfies Bus[]).optional(),
    target: z
        .string()
        .refine((value) => TARGET.test(value), 'must be hda to hdd on an ide bus, or "sd" and one or two letters')
        .optional(),
    startupPolicy: z.enum(["mandatory", "requisite", "optional"] satisfies StartupPolicy[]).optional(),
    startDomain: z.boolean().optional(),
    timeouts: closed({ create: seconds, read: seconds, update: seconds, delete: seconds }).optional(),
};

const placement = z.looseObject(schemas);

/** The keys of a program's declaration that say where the drive goes. */
export const PLACEMENT_KEYS: readonly string[] = Object.keys(schemas);

const busProblems = ({ bus, target }: Readonly<Record<string, unknown>>): readonly Problem[] => {
    if (typeof target !== "string" || target === UNKNOWN || typeof bus !== "string" || bus === UNKNOWN) return [];
    if (bus === "auto" || target.startsWith("hd") === (bus === "ide")) return [];
    const example = bus === "ide" ? "hdc" : "sdb";
    return [{ path: "target", reason: `doesn't fit bus ${bus}; name one such as ${example}, or leave target out` }];
};

const startProblems = ({ domain, startDomain }: Readonly<Record<string, unknown>>): readonly Problem[] => {
    if (startDomain !== true || domain !== undefined) return [];
    return [{ path: "startDomain", reason: "there is no domain to start; set domain, or leave startDomain out" }];
};

/** Checks where the drive goes; all problems at once, none about a value that isn't known yet. */
export const checkPlacement = (inputs: Readonly<Record<string, unknown>>): readonly Problem[] => [
    ...problemsOf(placement, inputs).problems,
    ...busProblems(inputs),
    ...startProblems(inputs),
];
