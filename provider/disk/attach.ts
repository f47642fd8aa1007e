import { setTimeout as sleep } from "node:timers/promises";
import type { Disk } from "../domain/definition.ts";
import { findOwnDisk } from "../domain/own-disk.ts";
import { type DomainHandle, type DomainState, type Part, partsOf, readDomain } from "../domain/read.ts";
import { isDeviceMissing, isOperationInvalid, LibvirtError } from "../libvirt/error.ts";
import { AFFECT_CONFIG, AFFECT_LIVE } from "../libvirt/flags.ts";
import { serializeXml } from "../libvirt/xml.ts";
import { timeToUndo } from "../model/timeouts.ts";
import type { NewSlot, Slot } from "../place/slot.ts";
import { ConfigDriveError } from "../text/errors.ts";
import { claimTarget, dropClaim, pauseOf } from "./claim.ts";
import { addControllers, removeControllers } from "./controllers.ts";
import { buildDisk, withMedium } from "./device.ts";
import { describeDrive } from "./inspect.ts";
import { changeMedium, detach, unplug } from "./live.ts";
import { contentLive, type DrivePlan, holds, isPlugged, planDrive, scopeOf, type WantedDrive } from "./plan.ts";

/** The drive that a domain has. */
export interface AttachedDrive extends Slot {
    /** The `<disk>` element, from the persistent definition if the domain has one. */
    readonly diskXml: string;
    /** How the domain has the drive, as a refresh would say. */
    readonly drive: string;
    /** The domain after the attach. */
    readonly domain: DomainState;
}

const plug = async (domain: DomainHandle, part: Part, slot: NewSlot, wanted: WantedDrive): Promise<void> => {
    const { client, ref, signal } = domain;
    await addControllers(domain, part, slot.added);
    const { device, medium, startupPolicy, cache, mark } = wanted;
    const xml = buildDisk({ alias: mark.alias, device, medium, slot, startupPolicy, cache });
    await client.domainAttachDeviceFlags(ref, xml, part.flag, { signal });
};

const moves = (disk: Disk, slot: Slot, { device }: WantedDrive): boolean =>
    disk.device !== device || disk.bus !== slot.bus || disk.target !== slot.target;

/** Moves the drive within one definition. If libvirt refuses the new place, the drive returns to the old one. */
const move = async (
    domain: DomainHandle,
    part: Part,
    disk: Disk,
    slot: NewSlot,
    wanted: WantedDrive,
): Promise<void> => {
    const { client, ref } = domain;
    if (part.flag === AFFECT_LIVE) await unplug(domain, disk);
    else await detach(domain, disk, part.flag);
    try {
        await plug(domain, part, slot, wanted);
    } catch (error) {
        if (error instanceof LibvirtError) {
            // If this fails too, the caller sees what the domain has.
            const signal = timeToUndo();
            await client
                .domainAttachDeviceFlags(ref, serializeXml(disk.element), part.flag, { signal })
                .then(() => removeControllers({ ...domain, signal }))
                .catch(() => undefined);
        }
        throw error;
    }
    await removeControllers(domain);
};

const convergeConfig = async (domain: DomainHandle, part: Part, slot: NewSlot, wanted: WantedDrive): Promise<void> => {
    const { client, ref, signal } = domain;
    const disk = findOwnDisk(part.definition, wanted.mark);
    if (!isPlugged(wanted, slot)) return disk && (await detach(domain, disk, AFFECT_CONFIG));
    if (disk === undefined) return await plug(domain, part, slot, wanted);
    if (moves(disk, slot, wanted)) return await move(domain, part, disk, slot, wanted);
    if (holds(disk, wanted)) return;
    const xml = withMedium(disk.element, wanted.medium, wanted.startupPolicy, wanted.cache);
    await client.domainUpdateDeviceFlags(ref, xml, AFFECT_CONFIG, { signal });
};

const convergeLive = async (domain: DomainHandle, part: Part, slot: NewSlot, wanted: WantedDrive): Promise<void> => {
    const disk = findOwnDisk(part.definition, wanted.mark);
    if (!isPlugged(wanted, slot)) return disk && (await unplug(domain, disk));
    // Seen with libvirt 9.0: it can't plug an empty drive into a running machine. The next start adds it.
    if (disk === undefined) return wanted.medium && (await plug(domain, part, slot, wanted));
    if (moves(disk, slot, wanted)) {
        return await (wanted.medium ? move(domain, part, disk, slot, wanted) : unplug(domain, disk));
    }
    const content = contentLive(disk, wanted);
    if (!holds(disk, content)) await changeMedium(domain, disk, content);
};

const converge = async (
    domain: DomainHandle,
    { live, config }: DomainState,
    plan: DrivePlan,
    wanted: WantedDrive,
): Promise<void> => {
    const toLive = async (): Promise<void> => {
        if (live && plan.live) await convergeLive(domain, live, plan.live, wanted);
    };
    const liveFirst = live !== undefined && findOwnDisk(live.definition, wanted.mark) !== undefined;
    // A medium changes live first: if the guest holds its tray, both definitions stay as they were. A new drive goes
    // into the persistent definition first: only there does libvirt refuse a target that another disk already has.
    if (liveFirst) await toLive();
    if (config && plan.config) await convergeConfig(domain, config, plan.config, wanted);
    if (!liveFirst) await toLive();
};

const verify = async (domain: DomainHandle, wanted: WantedDrive, plan: DrivePlan): Promise<AttachedDrive> => {
    const state = await readDomain(domain);
    const { drive, isAsWanted } = describeDrive(state, wanted);
    const disk = partsOf(state)
        .flatMap(({ definition }) => findOwnDisk(definition, wanted.mark) ?? [])
        .at(-1);
    if (!isAsWanted) {
        throw new ConfigDriveError(
            "verify-failed",
            `attach config drive to domain "${domain.ref.name}": libvirt reported success, but the domain doesn't have the drive as declared; another program may have changed the domain meanwhile. Check what else changes it, and run again.`,
        );
    }
    const slot = disk ?? plan.config ?? plan.live;
    if (slot === undefined) throw new RangeError("a domain has at least one definition");
    const { bus, target } = slot;
    return { bus, target, diskXml: disk ? serializeXml(disk.element) : "", drive, domain: state };
};

/** Attempts while the domain keeps changing. If many drives are attached at once, one succeeds in each round. */
const ATTEMPTS = 16;

const isUnverified = (error: unknown): boolean => error instanceof ConfigDriveError && error.code === "verify-failed";

/**
 * Whether the domain was started or stopped meanwhile, a call still running from an interrupted run took the device, or
 * another program took what the plan uses.
 */
const hasChanged = async (
    domain: DomainHandle,
    { state, plan }: { readonly state: DomainState; readonly plan: DrivePlan },
    wanted: WantedDrive,
    error: unknown,
): Promise<boolean> => {
    if (isOperationInvalid(error) || isDeviceMissing(error) || isUnverified(error)) return true;
    const now = scopeOf(await readDomain(domain), wanted.onChange);
    const hasIt = (each: DomainState): string =>
        partsOf(each)
            .map(({ definition }) => findOwnDisk(definition, wanted.mark) !== undefined)
            .join();
    return hasIt(now) !== hasIt(state) || JSON.stringify(planDrive(now, wanted)) !== JSON.stringify(plan);
};

/**
 * Whether a recent reading of the domain is enough for the first attempt: only to add a new drive to a domain that is
 * off. There libvirt refuses a target that was taken meanwhile. In a running machine it would change the other drive's
 * medium.
 */
const canUseKnown = (known: DomainState, { mark }: WantedDrive): boolean =>
    known.live === undefined && partsOf(known).every(({ definition }) => findOwnDisk(definition, mark) === undefined);

/**
 * The target to claim first, where libvirt doesn't keep two drives off one: for a cdrom hot-plugged without a persistent
 * definition.
 */
const targetToClaim = ({ live, config }: DomainState, plan: DrivePlan, { device, mark }: WantedDrive): string => {
    if (live === undefined || config !== undefined || device !== "cdrom" || plan.live?.bus !== "scsi") return "";
    const { target } = plan.live;
    return findOwnDisk(live.definition, mark)?.target === target ? "" : target;
};

const convergeClaimed = async (
    domain: DomainHandle,
    { state, plan }: { readonly state: DomainState; readonly plan: DrivePlan },
    wanted: WantedDrive,
    { target, attempt }: { readonly target: string; readonly attempt: number },
): Promise<AttachedDrive> => {
    const { alias } = wanted.mark;
    try {
        if (await claimTarget(domain, alias, target)) {
            await converge(domain, state, plan, wanted);
            return await verify(domain, wanted, plan);
        }
    } finally {
        await dropClaim(domain, alias);
    }
    await sleep(pauseOf(alias, attempt), undefined, { signal: domain.signal });
    throw new ConfigDriveError(
        "verify-failed",
        `attach config drive to domain "${domain.ref.name}": another program is claiming target ${target} at the same time. Run again.`,
    );
};

/**
 * Brings the drive with its medium into the live and the persistent definition of a domain: attaches it, changes its
 * medium or leaves it, as each needs. Never stops, starts or replaces the domain.
 *
 * @param known A recent reading of the domain.
 */
export const attachDrive = async (
    domain: DomainHandle,
    wanted: WantedDrive,
    known: DomainState,
): Promise<AttachedDrive> => {
    for (let attempt = 1; ; attempt++) {
        const isEnough = attempt === 1 && canUseKnown(known, wanted);
        const state = scopeOf(isEnough ? known : await readDomain(domain), wanted.onChange);
        const plan = planDrive(state, wanted);
        const target = targetToClaim(state, plan, wanted);
        try {
            if (target !== "") return await convergeClaimed(domain, { state, plan }, wanted, { target, attempt });
            await converge(domain, state, plan, wanted);
            return await verify(domain, wanted, plan);
        } catch (error) {
            if (attempt === ATTEMPTS || !(await hasChanged(domain, { state, plan }, wanted, error))) throw error;
        }
    }
};
