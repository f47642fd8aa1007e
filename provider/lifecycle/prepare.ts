import { planDrive, requireAtOnce, scopeOf } from "../disk/plan.ts";
import type { Disk } from "../domain/definition.ts";
import { awaitsFirstInstruction } from "../domain/first-instruction.ts";
import { nameOfMedium, showMedium } from "../domain/medium.ts";
import { findOwnDisk, type Mark } from "../domain/own-disk.ts";
import {
    type DomainHandle,
    type DomainState,
    isSaved,
    lookupDomain,
    type Part,
    partsOf,
    readDomain,
} from "../domain/read.ts";
import type { BuiltDrive } from "../image/build.ts";
import { isHotPluggable } from "../model/buses.ts";
import { withDefaults } from "../model/defaults.ts";
import type { OnChange } from "../model/inputs.ts";
import { isDriveAlias } from "../model/mark.ts";
import type { CheckedInputs } from "../model/state.ts";
import { parseUuid } from "../model/uuid.ts";
import { ConfigDriveError } from "../text/errors.ts";
import { virsh } from "../text/shell-word.ts";
import type { HostHandle } from "../volume/host.ts";
import { requireNics } from "./nics.ts";
import { findOtherDrives, isConfigDrive } from "./other-drives.ts";

const openDomain = async (host: HostHandle, name: string): Promise<DomainHandle> => ({
    ...host,
    ref: await lookupDomain(host.client, name, host.signal),
});

/** cloud-init trusts its cache only if its instance id equals the UUID in the firmware's tables. */
const compareUuid = (
    { warn }: HostHandle,
    { uuid, rerun, instanceId, ejectAfterBoot, domain: declared = "" }: CheckedInputs,
    parts: readonly Part[],
): void => {
    const [domain] = parts.map(({ definition }) => definition.uuid);
    const remedy = parseUuid(declared) ? "omit uuid to use the domain's" : `set uuid to "${domain}"`;
    if (ejectAfterBoot === true && instanceId.toLowerCase() !== domain) {
        warn(
            `ejectAfterBoot: the instance id differs from the domain's UUID, ${domain}, so cloud-init searches for its drive again at every boot, and without it may set the guest up again without data; ${rerun === "onChange" ? "omit ejectAfterBoot or rerun" : remedy}`,
        );
        return;
    }
    // With `rerun` it has to search: only so does it find another id.
    if (rerun === "onChange" || uuid === undefined || uuid.toLowerCase() === domain) return;
    warn(
        `uuid differs from the domain's UUID, ${domain}, so cloud-init searches for its drive again at every boot; ${remedy}`,
    );
};

/** A domain that can take the drive, and what identifies the drive there. */
export interface PreparedDomain {
    readonly domain: DomainHandle;
    /** The domain before any change. */
    readonly state: DomainState;
    readonly mark: Mark;
    /** Someone else's config drive that becomes this one. */
    readonly adopted: Adopted | undefined;
    /** Whether no definition of the domain has the drive yet. */
    readonly isNew: boolean;
    /** Whether the domain is off and its next start resumes saved memory, with the media that it had then. */
    readonly isSaved: boolean;
    /** Whether the machine was started paused and waits, before its first instruction, for the drive to resume it. */
    readonly isWaiting: boolean;
    /** When the machine gets the drive: at once if it waits for it, no matter what the program declares. */
    readonly onChange: OnChange;
}

/** Someone else's config drive, as each definition of the domain has it: their media may differ. */
type Adopted = readonly [Disk, ...Disk[]];

/** An alias can't change while a machine runs, so a drive that this package made keeps its alias. */
const markOfBoth = ({ alias, media }: Mark, adopted: Adopted): Mark => ({
    alias: isDriveAlias(adopted[0].alias) ? adopted[0].alias : alias,
    media: [...media, ...adopted.map(nameOfMedium)],
    target: adopted[0].target,
});

/** Config drives in the domain other than the marked one. */
export const findOthers = (host: HostHandle, parts: readonly Part[], mark: Mark): Promise<readonly Disk[]> =>
    findOtherDrives(host, parts, (definition) => {
        const own = findOwnDisk(definition, mark);
        return own === undefined ? [] : [own];
    });

const isNewTo = (parts: readonly Part[], mark: Mark): boolean =>
    parts.every(({ definition }) => findOwnDisk(definition, mark) === undefined);

/** How to detach a drive from each definition that has it. On a fixed port, only a shutdown removes it. */
const detachAdvice = ({ client }: HostHandle, parts: readonly Part[], { bus, target }: Disk): string => {
    const holders = parts
        .map((part) => part.definition)
        .filter(({ disks }) => disks.some((disk) => disk.target === target));
    const plugged = holders.filter(({ isLive }) => !isLive || isHotPluggable(bus));
    const flags = plugged.map(({ isLive }) => (isLive ? "--live" : "--config"));
    const command = virsh(client.uri, "detach-disk", parts[0]?.definition.name ?? "", target, ...flags);
    return `Detach that drive (${command})${plugged.length < holders.length ? " and shut the domain down" : ""}`;
};

/** What to do with other drives. Names this resource's own, so that nobody detaches that one. */
const adviceForSeveral = (detach: string, own: readonly Disk[]): string => {
    const [ours] = own;
    return ours === undefined
        ? "It isn't the only one. Detach all but one, then set adopt: true to take over the one that is left."
        : `${detach}. The drive at ${ours.target} is this resource's.`;
};

/** The config drive that the domain already has. Throws `drive-conflict` unless the program adopts it. */
const findAdopted = async (
    host: HostHandle,
    { adopt }: CheckedInputs,
    parts: readonly Part[],
    mark: Mark,
): Promise<Adopted | undefined> => {
    const [other, ...more] = await findOthers(host, parts, mark);
    if (other === undefined) return undefined;
    // One definition may still have an adopted drive as it was, until the next start or after a failure.
    const own = parts.flatMap(({ definition }) => findOwnDisk(definition, mark) ?? []);
    const isOne = [...more, ...own].every(({ target }) => target === other.target);
    const isAdoptable = isOne && [other, ...more].every(({ volume }) => volume === undefined);
    if (adopt === true && isAdoptable) return [other, ...more];
    const domain = parts[0]?.definition.name ?? "";
    const detach = detachAdvice(host, parts, other);
    const detachOne = isAdoptable
        ? `${detach}, or take it over with adopt: true. If this resource was only renamed or moved, list its old name or parent in aliases.`
        : `${detach}; adopt can't take it over, because its <disk> names a pool and a volume instead of a path.`;
    const remedy = isOne ? detachOne : adviceForSeveral(detach, own);
    throw new ConfigDriveError(
        "drive-conflict",
        `attach config drive to domain "${domain}": it already has a config drive, ${showMedium(other)} at ${other.target}, and with two it depends on the guest which one it uses. ${remedy}`,
    );
};

/** Checks that the domain can take the drive, before anything is written. */
export const prepareDomain = async (
    host: HostHandle,
    news: CheckedInputs,
    { spec }: BuiltDrive,
    mark: Mark,
): Promise<PreparedDomain | undefined> => {
    const { domain: name, target } = news;
    const { device, bus, ejected, startDomain, onChange: declared } = withDefaults(news);
    if (name === undefined) return undefined;
    const domain = await openDomain(host, name);
    const state = await readDomain(domain);
    const isWaiting = startDomain && state.live !== undefined && (await awaitsFirstInstruction(domain));
    const onChange = isWaiting ? "swap" : declared;
    const parts = partsOf(state);
    requireNics(spec, parts, host.warn);
    compareUuid(host, news, parts);
    const adopted = isConfigDrive(spec.label) ? await findAdopted(host, news, parts, mark) : undefined;
    const marked = adopted === undefined ? mark : markOfBoth(mark, adopted);
    const wanted = { mark: marked, device, bus, target, isWaiting: isWaiting && !ejected };
    const scope = scopeOf(state, onChange);
    requireAtOnce(scope, planDrive(scope, wanted), wanted);
    return {
        domain,
        state,
        mark: marked,
        adopted,
        isNew: isNewTo(parts, marked),
        isSaved: state.live === undefined && (await isSaved(domain)),
        isWaiting,
        onChange,
    };
};
