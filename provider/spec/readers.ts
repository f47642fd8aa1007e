import type { RawInputs } from "../model/inputs.ts";
import { type Problem, UNKNOWN } from "../model/problem.ts";
import { isForIgnition } from "./ignition.ts";
import { entriesOf } from "./json.ts";
import { hasWindowsScript } from "./windows.ts";

/** A program that reads drives at first boot, how a drive shows that it is for it, and what it never looks at. */
interface Reader {
    readonly isMeant: (inputs: RawInputs) => boolean;
    readonly unread: Readonly<Record<string, string>>;
}

const BY_IGNITION = "Ignition and Afterburn don't read it on OpenStack's platform; put";

// What each of them reads is tested: test/foreign/consumers/.
const READERS: readonly Reader[] = [
    {
        isMeant: isForIgnition,
        unread: {
            networkData: `${BY_IGNITION} NetworkManager's or networkd's files into the Ignition config`,
            files: `${BY_IGNITION} the files into the Ignition config`,
            vendorData: `${BY_IGNITION} all of it into the Ignition config`,
            adminPassword: `${BY_IGNITION} a passwordHash into the Ignition config`,
        },
    },
    {
        isMeant: hasWindowsScript,
        unread: {
            files: "cloudbase-init on Windows writes none of them; write them in userData, such as by write_files",
            vendorData: "cloudbase-init on Windows doesn't read it; put it into userData",
        },
    },
];

const isGiven = (value: unknown): boolean =>
    value !== undefined && value !== UNKNOWN && (typeof value !== "object" || entriesOf(value).length > 0);

/** Those of the inputs that are on the drive for nothing, since the program that the drive is for never reads them. */
export const unreadIn = (inputs: RawInputs): readonly Problem[] =>
    READERS.filter(({ isMeant }) => isMeant(inputs)).flatMap(({ unread }) =>
        Object.entries(unread)
            .filter(([key]) => isGiven(inputs[key]))
            .map(([path, reason]) => ({ path, reason })),
    );
