import type { Definition, Disk } from "../../provider/domain/definition.ts";
import type { Part } from "../../provider/domain/read.ts";
import { findOtherDrives } from "../../provider/lifecycle/other-drives.ts";
import { isDriveAlias } from "../../provider/model/mark.ts";
import type { HostHandle } from "../../provider/volume/host.ts";
import { type Finding, ok, warn } from "./finding.ts";

/** The config drives of a domain. */
export interface SeenDrives {
    /** Made by this package. */
    readonly own: readonly Disk[];
    /** Made by others. */
    readonly others: readonly Disk[];
    /** Seeds that cloud-init would ignore. */
    readonly warnings: readonly string[];
}

const madeHere = ({ disks }: Definition): readonly Disk[] => disks.filter(({ alias }) => isDriveAlias(alias));

/** The drives of this package in a domain, each once even if both definitions have it. */
export const ownDrives = (parts: readonly Part[]): readonly Disk[] => [
    ...new Map(parts.flatMap(({ definition }) => madeHere(definition)).map((disk) => [disk.alias, disk])).values(),
];

/** Finds config drives and other seeds in a domain. Reads the labels of those in pools. */
export const askDrives = async (host: HostHandle, parts: readonly Part[]): Promise<SeenDrives> => {
    const warnings: string[] = [];
    const quiet: HostHandle = { ...host, warn: (warning) => warnings.push(warning) };
    return { own: ownDrives(parts), others: await findOtherDrives(quiet, parts, madeHere), warnings };
};

const showDisk = ({ source, target }: Disk): string => `${source === "" ? "empty" : source} at ${target}`;

/** Judges the drives that a domain already has. */
export const judgeDrives = ({ own, others, warnings }: SeenDrives): readonly Finding[] => {
    const about = "drives";
    const findings = [
        ...own.map((disk) => ok(about, `one from this package: ${showDisk(disk)}`)),
        ...others.map((disk) =>
            warn(
                about,
                `a config drive from another program: ${showDisk(disk)}. If your program attaches it itself (cloudinitId), leave it. Otherwise a ConfigDrive for this domain would be a second one: detach this one, or take it over with adopt.`,
            ),
        ),
        ...warnings.map((warning) => warn(about, warning)),
    ];
    return findings.length > 0 ? findings : [ok(about, "no config drive and no other seed")];
};
