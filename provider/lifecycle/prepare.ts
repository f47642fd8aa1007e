import { type AttachedDrive, detachDrive } from "../disk/attach.ts";
import { planPart, planSlot, type SlotPlan, scopeOf } from "../disk/plan.ts";
import { isHotPluggable } from "../disk/slot.ts";
import type { Disk } from "../domain/definition.ts";
import { nameOfMedium, showMedium } from "../domain/medium.ts";
import { findOwnDisk, type Mark } from "../domain/own-disk.ts";
import { type DomainHandle, type DomainState, lookupDomain, type Part, partsOf, readDomain } from "../domain/read.ts";
import { ConfigDriveError } from "../errors.ts";
import type { BuiltDrive } from "../image/build.ts";
import { withDefaults } from "../model/defaults.ts";
import { isDriveAlias } from "../model/mark.ts";
import type { CheckedInputs } from "../model/state.ts";
import type { HostHandle } from "../volume/pool.ts";
import { requireNics } from "./nics.ts";
import { findOtherDrives, isConfigDrive } from "./other-drives.ts";

const openDomain = async (host: HostHandle, name: string): Promise<DomainHandle> => ({
    ...host,
    ref: await lookupDomain(host.client, name, host.signal),
});

/** cloud-init compares its instance id with the UUID in the firmware's tables before it trusts what it has cached. */
const compareUuid = ({ warn }: HostHandle, uuid: string | undefined, parts: readonly Part[]): void => {
    const [domain] = parts.map(({ definition }) => definition.uuid);
    if (uuid === undefined || uuid.toLowerCase() === domain) return;
    warn(`uuid isn't the domain's, ${domain}: cloud-init looks for its drive anew at each start; leave uuid out`);
};

/** A domain that can take the drive, and by what the drive is recognised there. */
export interface PreparedDomain {
    readonly domain: DomainHandle;
    /** As it was before anything was done to it. */
    readonly state: DomainState;
    readonly mark: Mark;
    /** The config drive of someone else that becomes this one. */
    readonly adopted: Adopted | undefined;
    /** Whether the domain has the drive in no definition yet. */
    readonly isNew: boolean;
}

/** A config drive of someone else, as the definitions of the domain have it: they may hold different media. */
type Adopted = readonly [Disk, ...Disk[]];

/** An alias can't be changed while a machine runs: a drive of this package keeps the one it has. */
const markOfBoth = ({ alias, media }: Mark, adopted: Adopted): Mark => ({
    alias: isDriveAlias(adopted[0].alias) ? adopted[0].alias : alias,
    media: [...media, ...adopted.map(nameOfMedium)],
    target: adopted[0].target,
});

/** Config drives in the domain that aren't the one of the mark. */
const findOthers = (host: HostHandle, parts: readonly Part[], mark: Mark): Promise<readonly Disk[]> =>
    findOtherDrives(host, parts, (definition) => {
        const own = findOwnDisk(definition, mark);
        return own === undefined ? [] : [own];
    });

const isNewTo = (parts: readonly Part[], mark: Mark): boolean =>
    parts.every(({ definition }) => findOwnDisk(definition, mark) === undefined);

/** The config drive that the domain has already; refused unless the program asks to take it over. */
const findAdopted = async (
    host: HostHandle,
    { adopt }: CheckedInputs,
    parts: readonly Part[],
    mark: Mark,
): Promise<Adopted | undefined> => {
    const [other, ...more] = await findOthers(host, parts, mark);
    if (other === undefined) return undefined;
    // Of a drive that is taken over, one definition may still have what it was: until the next start, or for a failure.
    const own = parts.flatMap(({ definition }) => findOwnDisk(definition, mark) ?? []);
    const isOne = [...more, ...own].every(({ target }) => target === other.target);
    const isAdoptable = isOne && [other, ...more].every(({ volume }) => volume === undefined);
    if (adopt === true && isAdoptable) return [other, ...more];
    const domain = parts[0]?.definition.name ?? "";
    const remedy = isAdoptable
        ? "Detach that one or take it over with adopt; if the resource was only renamed or moved, give its old name or parent in aliases."
        : `Detach ${isOne ? "that one; adopt takes over only drives whose disk names a path" : "all but one; adopt takes over only one"}.`;
    throw new ConfigDriveError(
        "drive-conflict",
        `attach config drive to domain "${domain}": it has one already, ${showMedium(other)} at ${other.target}, and each guest takes another of the two. ${remedy}`,
    );
};

/** A drive on a fixed port moves with the next start, which a transient domain doesn't have. */
const requireMovable = ({ live, config }: DomainState, { slot }: SlotPlan, mark: Mark): void => {
    const own = live && findOwnDisk(live.definition, mark);
    if (own === undefined || config !== undefined) return;
    const isThere = own.bus === slot.bus && own.target === slot.target;
    if (isThere || (isHotPluggable(own.bus) && isHotPluggable(slot.bus))) return;
    throw new ConfigDriveError(
        "domain-transient",
        `move config drive in domain "${live?.definition.name}": the domain is transient, and a drive can't go from ${own.target} on ${own.bus} to ${slot.target} on ${slot.bus} while it runs. Leave bus and target out, or define the domain.`,
    );
};

/** Looks whether the domain can take the drive, before anything is written. */
export const prepareDomain = async (
    host: HostHandle,
    news: CheckedInputs,
    { spec }: BuiltDrive,
    mark: Mark,
): Promise<PreparedDomain | undefined> => {
    const { domain: name, target, uuid } = news;
    const { device, bus, onChange } = withDefaults(news);
    if (name === undefined) return undefined;
    const domain = await openDomain(host, name);
    const state = await readDomain(domain);
    const parts = partsOf(state);
    requireNics(spec, parts, host.warn);
    compareUuid(host, uuid, parts);
    const adopted = isConfigDrive(spec.label) ? await findAdopted(host, news, parts, mark) : undefined;
    const marked = adopted === undefined ? mark : markOfBoth(mark, adopted);
    const wanted = { mark: marked, device, bus, target };
    const scope = scopeOf(state, onChange);
    const plan = planSlot(scope, wanted);
    for (const part of partsOf(scope)) planPart(part, plan, wanted);
    requireMovable(state, plan, marked);
    return { domain, state, mark: marked, adopted, isNew: isNewTo(parts, marked) };
};

/**
 * Of two programs that looked at the same time, neither saw the other's drive: each looks again when its own is in, and
 * takes it out where there are two. Which of them was first nobody can tell afterwards, so that both may do so.
 *
 * @param attached Our own drive, and the domain as it was when that was in.
 */
export const yieldToOther = async (
    host: HostHandle,
    { domain, isNew }: PreparedDomain,
    { spec }: BuiltDrive,
    mark: Mark,
    attached: AttachedDrive,
): Promise<void> => {
    if (!isNew || !isConfigDrive(spec.label)) return;
    const [other] = await findOthers({ ...host, warn: () => undefined }, partsOf(attached.domain), mark);
    if (other === undefined) return;
    await detachDrive(domain, mark, attached.addedController, attached.domain);
    throw new ConfigDriveError(
        "drive-conflict",
        `attach config drive to domain "${domain.ref.name}": another program attached one at the same time, ${showMedium(other)} at ${other.target}; this one was taken out again. Give the domain only one of the two, and run again.`,
    );
};
