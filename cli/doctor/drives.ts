import type { Disk } from "../../provider/disk/definition.ts";
import type { Part } from "../../provider/disk/domain.ts";
import { isDriveAlias } from "../../provider/mark.ts";
import { findOtherDrive } from "../../provider/other-drives.ts";
import type { HostHandle } from "../../provider/pool.ts";
import { type DriveSpec, parseSpec } from "../../provider/spec.ts";
import { type Finding, ok, warn } from "./finding.ts";

/** The config drives that a domain has. */
export interface SeenDrives {
    /** Made by this package. */
    readonly own: readonly Disk[];
    /** Made by others. */
    readonly others: readonly Disk[];
    /** What cloud-init would pass over. */
    readonly warnings: readonly string[];
}

/** A drive of which nothing is declared: it has the usual label. */
const bareSpec = (uuid: string): DriveSpec => {
    const parsed = parseSpec({}, uuid);
    if (parsed.kind !== "spec") throw new RangeError("a drive may be declared without anything");
    return parsed.spec;
};

const without = (parts: readonly Part[], isLeftOut: (disk: Disk) => boolean): readonly Part[] =>
    parts.map(({ definition, flag }) => ({
        flag,
        definition: { ...definition, disks: definition.disks.filter((disk) => !isLeftOut(disk)) },
    }));

/** The drives of this package in a domain, once each though two definitions have them. */
export const ownDrives = (parts: readonly Part[]): readonly Disk[] => [
    ...new Map(
        parts
            .flatMap(({ definition }) => definition.disks)
            .filter(({ alias }) => isDriveAlias(alias))
            .map((disk) => [disk.alias, disk]),
    ).values(),
];

/** Looks for config drives and other seeds in a domain; it reads the labels of those that are in pools. */
export const askDrives = async (host: HostHandle, uuid: string, parts: readonly Part[]): Promise<SeenDrives> => {
    const mark = { alias: "none", paths: [] };
    const warnings = new Set<string>();
    const quiet: HostHandle = { ...host, warn: (warning) => warnings.add(warning) };
    const others: Disk[] = [];
    for (;;) {
        const rest = without(
            parts,
            ({ alias, source }) => isDriveAlias(alias) || others.some((other) => other.source === source),
        );
        const other = await findOtherDrive(quiet, bareSpec(uuid), rest, mark);
        if (other === undefined) return { own: ownDrives(parts), others, warnings: [...warnings] };
        others.push(other);
    }
};

const showDisk = ({ source, target }: Disk): string => `${source === "" ? "empty" : source} at ${target}`;

/** Judges what a new drive would find in a domain. */
export const judgeDrives = ({ own, others, warnings }: SeenDrives): readonly Finding[] => {
    const about = "drives";
    const findings = [
        ...own.map((disk) => ok(about, `one of this package: ${showDisk(disk)}`)),
        ...others.map((disk) =>
            warn(
                about,
                `a config drive of another program: ${showDisk(disk)}. A second one is refused: detach it, or take it over with adopt.`,
            ),
        ),
        ...warnings.map((warning) => warn(about, warning)),
    ];
    return findings.length > 0 ? findings : [ok(about, "neither a config drive nor another seed")];
};
