import type { Definition, Disk } from "../domain/definition.ts";
import { awaitsFirstInstruction } from "../domain/first-instruction.ts";
import { nameOfMedium } from "../domain/medium.ts";
import { findOwnDisk } from "../domain/own-disk.ts";
import type { DomainHandle } from "../domain/read.ts";
import type { CheckedInputs, State } from "../model/state.ts";
import { formatUuid, parseUuid } from "../model/uuid.ts";
import { ConfigDriveError } from "../text/errors.ts";
import { virsh } from "../text/shell-word.ts";
import type { HostHandle } from "../volume/host.ts";
import { isInterrupted } from "./intent.ts";
import type { PreparedDomain } from "./prepare.ts";

/**
 * What happens to the machine once the drive is attached: `start` starts it if it is off, and resumes it if it was
 * started paused; `resume` only resumes it; `leave` does neither.
 */
export type Run = "start" | "resume" | "leave";

/** What a new drive does with its machine. */
export const runAfterCreate = ({ startDomain }: CheckedInputs): Run => (startDomain === true ? "start" : "leave");

/** Whether the running machine lacks the drive's media. */
const lacksMedium = ({ state: { live }, mark }: PreparedDomain): boolean => {
    const disk = live && findOwnDisk(live.definition, mark);
    return disk === undefined || !mark.media.includes(nameOfMedium(disk));
};

/**
 * A drive starts its machine once. But a machine that was started paused without the drive waits for it: provider 0.9
 * starts a domain like this after each of its updates. A paused machine that has the drive was paused by somebody,
 * unless the run that attached the drive was killed.
 */
export const runAfterUpdate = (olds: State, news: CheckedInputs, prepared: PreparedDomain): Run => {
    if (news.startDomain !== true) return "leave";
    const { startDomain, startedDomain } = olds;
    const isAnother = startedDomain !== undefined && startedDomain !== formatUuid(prepared.domain.ref.uuid);
    if (!startDomain || isAnother) return "start";
    const isDue = news.ejected === true || lacksMedium(prepared) || isInterrupted(prepared.state, prepared.mark);
    return isDue ? "resume" : "leave";
};

/** What shows that a domain was defined again; the drive itself may still be missing in one definition. */
const shapeOf = ({ machine, outline, disks, macs }: Definition, own: Disk | undefined): string =>
    JSON.stringify([machine, outline, disks.filter((disk) => disk !== own).map(({ target }) => target), macs]);

/**
 * Provider 0.9 doesn't stop a paused machine when it defines the domain again. Resumed, that machine would run with its
 * old hardware.
 */
const requireAsDefined = ({ domain, state: { live, config }, mark }: PreparedDomain): void => {
    if (live === undefined || config === undefined) return;
    const [running, declared] = [live, config].map(({ definition }) =>
        shapeOf(definition, findOwnDisk(definition, mark)),
    );
    if (running === declared) return;
    const { client, ref } = domain;
    throw new ConfigDriveError(
        "verify-failed",
        `resume domain "${ref.name}": it was defined again while it waited for its drive, so it would run with its old definition. Stop it (${virsh(client.uri, "destroy", ref.name)}) and run again: it then starts with the drive.`,
    );
};

/** Starts or resumes the machine. */
export const runDomain = async (prepared: PreparedDomain, run: Run): Promise<void> => {
    const { domain, isWaiting } = prepared;
    const { client, ref, signal } = domain;
    if (isWaiting) {
        // Somebody may have resumed it meanwhile.
        if (!(await awaitsFirstInstruction(domain))) return;
        requireAsDefined(prepared);
        await client.domainResume(ref, { signal });
    } else if (run === "start" && !(await client.domainIsActive(ref, { signal }))) {
        await client.domainCreate(ref, { signal });
    }
};

const isUuid = (domain: string | undefined): boolean => domain !== undefined && parseUuid(domain) !== undefined;

/** What a state records of a machine that was started. */
export const startedState = ({ domain }: CheckedInputs, { ref }: DomainHandle): Partial<State> => ({
    startDomain: true,
    ...(!isUuid(domain) && { startedDomain: formatUuid(ref.uuid) }),
});

const warnOfSaved = ({ client, warn }: HostHandle, { ref }: DomainHandle): void => {
    warn(
        `domain "${ref.name}" has saved memory, so its next start resumes it without this change. Run pulumi up --refresh once it runs, or discard the saved memory, which loses unsaved work in the guest: ${virsh(client.uri, "managedsave-remove", ref.name)}`,
    );
};

/** Nobody can tell whether the machine ran before its domain was defined again. */
const warnOfOff = ({ client, warn }: HostHandle, { ref }: DomainHandle): void => {
    warn(
        `domain "${ref.name}" was off and without the drive, as after an update of a libvirt.Domain of provider 0.9 with running: false. The drive is back. Start the machine with ${virsh(client.uri, "start", ref.name)}. With running: true and create: { paused: true } in the domain, the drive is attached and the machine resumed after each update`,
    );
};

/** Warns if a machine that isn't started now won't have the drive as the user expects. */
export const warnOfStillOff = (host: HostHandle, { domain, isSaved, isNew, state }: PreparedDomain, run: Run): void => {
    if (isSaved) warnOfSaved(host, domain);
    else if (run === "resume" && isNew && state.live === undefined) warnOfOff(host, domain);
};
