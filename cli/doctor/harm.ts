import type { Definition, Disk } from "../../provider/domain/definition.ts";
import type { Part } from "../../provider/domain/read.ts";
import { isDriveAlias } from "../../provider/model/mark.ts";
import { displacedBy } from "../../provider/place/boot-order.ts";
import { type Finding, fail } from "./finding.ts";

/** Disks whose port an earlier disk has too, with that disk. */
const sharedPorts = (disks: readonly Disk[]): readonly (readonly [Disk, Disk])[] =>
    disks.flatMap((disk, index) => {
        const { bus, address } = disk;
        const isThere = (other: Disk): boolean =>
            other.bus === bus && JSON.stringify(other.address) === JSON.stringify(address);
        const other = address === undefined ? undefined : disks.slice(0, index).find(isThere);
        return other === undefined ? [] : [[other, disk] as const];
    });

const judgePorts = ({ disks }: Definition): readonly Finding[] =>
    sharedPorts(disks).map(([one, other]) =>
        fail(
            "start",
            `${one.target} and ${other.target} have the same port on ${one.bus}, so the domain doesn't start (libvirt: Found duplicate drive address). Detach one of them, or give it an <address> of its own.`,
        ),
    );

const judgeBoot = (definition: Definition): readonly Finding[] =>
    definition.disks
        .filter(({ alias }) => isDriveAlias(alias))
        .flatMap((drive) => {
            const displaced = displacedBy(definition, drive);
            if (displaced === undefined) return [];
            return fail(
                "boot",
                `the config drive at ${drive.target} comes before ${displaced.target}, and with <boot dev> libvirt only boots from the first ${drive.device}, so the domain doesn't boot from ${displaced.target}. Set target to one after ${displaced.target}, or use <boot order> in the <disk> of ${displaced.target} instead of <boot dev>.`,
            );
        });

/** Judges whether disks keep a domain from starting, or a config drive keeps it from booting. */
export const judgeHarm = (parts: readonly Part[]): readonly Finding[] => {
    const findings = parts.flatMap(({ definition }) => [...judgePorts(definition), ...judgeBoot(definition)]);
    return [...new Map(findings.map((finding) => [finding.text, finding])).values()];
};
