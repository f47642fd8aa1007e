import type { Definition } from "../../provider/domain/definition.ts";
import { type DomainState, lookupDomain, partsOf, readDomain } from "../../provider/domain/read.ts";
import type { DomainRef } from "../../provider/libvirt/client.ts";
import type { DriveDevice } from "../../provider/model/inputs.ts";
import { virsh } from "../../provider/text/shell-word.ts";
import type { HostHandle } from "../../provider/volume/host.ts";
import { askDrives, judgeDrives, type SeenDrives } from "./drives.ts";
import { type Finding, ok, warn } from "./finding.ts";
import { askMachines, judgeMachines, type SeenMachines } from "./guest.ts";
import { judgeHarm } from "./harm.ts";
import { findPlaces, judgePlaces } from "./places.ts";

/** What a host reports about a domain. */
export interface ExaminedDomain {
    /** The URI of its host. */
    readonly uri: string;
    readonly ref: DomainRef;
    readonly state: DomainState;
    /** `virDomainState`. */
    readonly activity: number;
    readonly isSaved: boolean;
    readonly drives: SeenDrives;
    readonly machines: SeenMachines;
}

/**
 * Asks a host about a domain.
 *
 * @throws ConfigDriveError `domain-not-found`
 */
export const askDomain = async (host: HostHandle, name: string): Promise<ExaminedDomain> => {
    const { client, signal } = host;
    const ref = await lookupDomain(client, name, signal);
    const [state, activity, isSaved] = await Promise.all([
        readDomain({ client, ref, signal }),
        client.domainGetState(ref, { signal }),
        client.domainHasManagedSaveImage(ref, { signal }),
    ]);
    const parts = partsOf(state);
    return {
        uri: client.uri,
        ref,
        state,
        activity: activity.state,
        isSaved,
        drives: await askDrives(host, parts),
        machines: await askMachines(host, ref, state),
    };
};

/** By `virDomainState`. */
const ACTIVITIES = [
    "in an unknown state",
    "running",
    "blocked",
    "paused",
    "shutting down",
    "shut off",
    "crashed",
    "suspended by the guest",
];

const PAUSED = 3;

const judgeState = ({ name, uuid, arch, machine }: Definition, { uri, state, activity }: ExaminedDomain): Finding => {
    const doing = ACTIVITIES[activity] ?? ACTIVITIES[0];
    const text = `${name}, ${uuid}: ${doing}, ${state.config ? "persistent" : "transient"}, ${machine} on ${arch}`;
    if (state.config === undefined) {
        return warn("domain", `${text}. It has no persistent definition: the drive is lost when it stops.`);
    }
    if (activity === PAUSED) {
        return warn(
            "domain",
            `${text}. A paused guest doesn't release a tray or a disk, so changes to the drive can fail until it runs again (${virsh(uri, "resume", name)}).`,
        );
    }
    return ok("domain", text);
};

const judgeNics = ({ macs }: Definition): Finding =>
    macs.length === 0 ? warn("nics", "none: no NIC for network data to configure") : ok("nics", macs.join(", "));

const judgeSaved = ({ uri, ref, isSaved }: ExaminedDomain): readonly Finding[] =>
    isSaved
        ? [
              warn(
                  "saved state",
                  `the domain's memory is saved. The next start resumes it with the drive as it was when saved; a change made now takes effect only at the start after that. To boot afresh instead, discard the saved memory, which loses unsaved work in the guest: ${virsh(uri, "managedsave-remove", ref.name)}`,
              ),
          ]
        : [];

const DEVICES: readonly DriveDevice[] = ["cdrom", "disk"];

const judgeDevices = ({ state }: ExaminedDomain): readonly Finding[] =>
    partsOf(state).flatMap(({ definition }) => {
        const when = definition.isLive ? "now" : "at start";
        return DEVICES.map((device) => judgePlaces(`${device} ${when}`, findPlaces(definition, device)));
    });

/** Judges whether a domain can take a drive. */
export const judgeDomain = (seen: ExaminedDomain): readonly Finding[] => {
    const [definition] = partsOf(seen.state).map((part) => part.definition);
    if (definition === undefined) throw new RangeError("a domain has at least one definition");
    return [
        judgeState(definition, seen),
        ...judgeSaved(seen),
        judgeNics(definition),
        ...judgeDrives(seen.drives),
        ...judgeHarm(partsOf(seen.state)),
        ...judgeDevices(seen),
        ...judgeMachines(seen.machines),
    ];
};
