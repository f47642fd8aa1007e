import type { RawInputs } from "../model/inputs.ts";
import type { Problem } from "../model/problem.ts";
import { UNKNOWN } from "../model/unknown.ts";
import { hasWindowsScript, isForIgnition } from "./intended-guest.ts";
import { entriesOf } from "./json.ts";

/** A program that reads drives at first boot: when a drive is meant for it, and which inputs it ignores. */
interface Reader {
    readonly names: readonly string[];
    readonly isMeant: (inputs: RawInputs) => boolean;
    readonly unread: Readonly<Record<string, string>>;
}

const BY_IGNITION = "Ignition and Afterburn don't read it on the OpenStack platform; put";

// test/matrix/foreign/consumers/ tests what each of them reads.
const READERS: readonly Reader[] = [
    {
        names: ["Ignition", "Afterburn"],
        isMeant: isForIgnition,
        unread: {
            networkData: `${BY_IGNITION} NetworkManager or networkd files into the Ignition config`,
            files: `${BY_IGNITION} the files into the Ignition config`,
            vendorData: `${BY_IGNITION} everything into the Ignition config`,
            adminPassword: `${BY_IGNITION} a passwordHash into the Ignition config`,
        },
    },
    {
        names: ["cloudbase-init"],
        isMeant: hasWindowsScript,
        unread: {
            files: "cloudbase-init on Windows doesn't write them; write them from userData, e.g. with write_files",
            vendorData: "cloudbase-init on Windows doesn't read it; put it into userData",
        },
    },
];

const isSet = (value: unknown): boolean =>
    value !== undefined && value !== UNKNOWN && (typeof value !== "object" || entriesOf(value).length > 0);

/** The inputs that have no effect because the program the drive is meant for never reads them. */
export const unreadIn = (inputs: RawInputs): readonly Problem[] =>
    READERS.filter(({ isMeant }) => isMeant(inputs)).flatMap(({ unread }) =>
        Object.entries(unread)
            .filter(([key]) => isSet(inputs[key]))
            .map(([path, reason]) => ({ path, reason })),
    );

/** Why a program in the guest, by its name, never reads some inputs, and where to put them; by the input. */
export const unreadBy = (name: string): Readonly<Record<string, string>> =>
    READERS.find(({ names }) => names.includes(name))?.unread ?? {};
