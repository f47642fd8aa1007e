import type { MetadataVersions } from "../model/inputs.ts";

/** The dated versions of OpenStack's metadata, oldest first. */
const DATES = [
    "2012-08-10",
    "2013-04-04",
    "2013-10-17",
    "2015-10-15",
    "2016-06-30",
    "2016-10-06",
    "2017-02-22",
    "2018-08-27",
    "2020-10-14",
    "2025-04-04",
] as const;

/** A dated version of OpenStack's metadata. */
export type VersionDate = (typeof DATES)[number];

/** The dates up to one, oldest first. */
export const datesUpTo = (newest: VersionDate): readonly VersionDate[] => DATES.slice(0, DATES.indexOf(newest) + 1);

/** A version's directory, and the date that determines the form of its documents. */
export interface Version {
    readonly directory: string;
    readonly date: VersionDate;
}

/** Additions to `meta_data.json` or the tree. */
export type Addition =
    | "randomSeed"
    | "vendorData"
    | "networkData"
    | "projectId"
    | "devices"
    | "vendorData2"
    | "vlan"
    | "vfTrusted"
    | "dedicatedCpus"
    | "share";

const SINCE: Readonly<Record<Addition, VersionDate>> = {
    randomSeed: "2013-04-04",
    vendorData: "2013-10-17",
    networkData: "2015-10-15",
    projectId: "2015-10-15",
    devices: "2016-06-30",
    vendorData2: "2016-10-06",
    vlan: "2017-02-22",
    vfTrusted: "2018-08-27",
    dedicatedCpus: "2020-10-14",
    share: "2025-04-04",
};

/** Whether a version includes an addition. */
export const supports = (date: VersionDate, what: Addition): boolean => date >= SINCE[what];

const LATEST: Version = { directory: "latest", date: "2025-04-04" };

/** The versions on a drive. */
export const versionsOf = (wanted: MetadataVersions): readonly Version[] => {
    if (wanted === "all") return [...DATES.map((date) => ({ directory: date, date })), LATEST];
    return wanted === "latest" ? [LATEST] : [];
};

/** The versions of EC2's metadata Nova writes by default. */
export const ec2DirectoriesOf = (wanted: MetadataVersions): readonly string[] => {
    if (wanted === "all") return ["2009-04-04", "latest"];
    return wanted === "latest" ? ["latest"] : [];
};
