import { ejectMedium, hasNoTray, insertMedium } from "../disk/tray.ts";
import { inBatches } from "../domain/batches.ts";
import { noteTrays } from "../domain/noted-trays.ts";
import type { DomainHandle } from "../domain/read.ts";
import { isSameDomain } from "../domain/references.ts";
import { ifThere, isDeviceMissing, isNoDomain, isOperationInvalid } from "../libvirt/error.ts";
import { formatUuid } from "../model/uuid.ts";
import { ConfigDriveError } from "../text/errors.ts";
import { virsh } from "../text/shell-word.ts";
import type { HostHandle } from "../volume/host.ts";
import { findHolders, type Holder, type Holders, type NamedFile } from "./holders.ts";

/** A volume whose content changes, and the alias of its drive. */
export interface ChangingVolume extends NamedFile {
    readonly alias: string;
}

const changing = ({ name }: NamedFile): string => `change the content of volume "${name.name}" in pool "${name.pool}"`;

/** Checks that every machine that has the volume can give it away. */
const requireTrays = ({ client }: HostHandle, file: NamedFile, { disks, saved, isPartial }: Holders): void => {
    const refuse = (happened: string): never => {
        throw new ConfigDriveError("volume-conflict", `${changing(file)}: ${happened}`);
    };
    if (isPartial) {
        refuse(
            "a domain can't be read, so its guest may be using the volume. A warning names the domain. Fix what it says, or omit fixedVolume.",
        );
    }
    const [resumed] = saved;
    if (resumed !== undefined) {
        refuse(
            `the saved memory of domain "${resumed.name}" still expects the old content. Start the domain, so that its guest sees the change, or discard the saved memory, which loses unsaved work in the guest: ${virsh(client.uri, "managedsave-remove", resumed.name)}. Then run again.`,
        );
    }
    for (const { domain, disk, state } of disks) {
        if (state === "based on") {
            refuse(
                `disk ${disk.target} of domain "${domain.ref.name}" is based on it, and would be corrupted. Detach that disk, or set another volumePrefix.`,
            );
        }
        if (state === "inserted" && (disk.device !== "cdrom" || disk.bus === "usb")) throw hasNoTray(domain, disk);
    }
};

/** A machine that stopped meanwhile, or lost the device, has no tray. */
const isGone = (error: unknown): boolean => isOperationInvalid(error) || isNoDomain(error) || isDeviceMissing(error);

/** The holders of each domain. */
const byDomain = (holders: readonly Holder[]): readonly (readonly [Holder, ...Holder[]])[] => {
    const groups: [Holder, ...Holder[]][] = [];
    for (const holder of holders) {
        const group = groups.find(([{ domain }]) => isSameDomain(domain.ref, holder.domain.ref));
        if (group === undefined) groups.push([holder]);
        else group.push(holder);
    }
    return groups;
};

/** Does something for each domain, and throws the first failure once all are done. */
const forEachDomain = async (
    holders: readonly Holder[],
    work: (domain: DomainHandle, holders: readonly Holder[]) => Promise<void>,
): Promise<void> => {
    const failures = await inBatches(byDomain(holders), ([first, ...others]) =>
        ifThere(work(first.domain, [first, ...others]), isGone).catch((error: unknown) => ({ error })),
    );
    const failure = failures.find((each) => each !== undefined);
    if (failure !== undefined) throw failure.error;
};

const eject = (holders: readonly Holder[], alias: string): Promise<void> =>
    forEachDomain(holders, async (domain, all) => {
        const onlyLive = all.filter(({ isOnlyLive }) => isOnlyLive);
        if (onlyLive.length > 0) {
            await noteTrays(
                domain,
                alias,
                onlyLive.map(({ like }) => like),
            );
        }
        for (const { disk, state } of all) if (state === "inserted") await ejectMedium(domain, disk);
    });

const insert = (holders: readonly Holder[], alias: string): Promise<void> =>
    forEachDomain(holders, async (domain, all) => {
        for (const { disk, like, state } of all) if (state === "empty") await insertMedium(domain, disk, like);
        if (all.some(({ isNoted }) => isNoted)) await noteTrays(domain, alias, []);
    });

/** Searches until nobody has the volume. Domains that are started all the time would keep a run from ever ending. */
const ROUNDS = 5;

/**
 * Ejects the volume from every running machine, and returns once a search finds none that still has it.
 *
 * @throws ConfigDriveError if a machine can't give the volume away. Others may have done so then.
 */
export const emptyTrays = async (host: HostHandle, file: ChangingVolume): Promise<void> => {
    for (let round = 1; round <= ROUNDS; round++) {
        const holders = await findHolders(host, file);
        requireTrays(host, file, holders);
        if (!holders.disks.some(({ state }) => state === "inserted")) return;
        await eject(holders.disks, file.alias);
    }
    throw new ConfigDriveError(
        "verify-failed",
        `${changing(file)}: machines that have the volume keep being started. Wait until they run, and run again.`,
    );
};

const trayOf = ({ domain, disk }: Holder): string => `${formatUuid(domain.ref.uuid)} ${disk.target}`;

/** The disks that are in a state. */
export const traysOf = ({ disks }: Holders, state: Holder["state"]): ReadonlySet<string> =>
    new Set(disks.filter((holder) => holder.state === state).map(trayOf));

/**
 * Inserts the volume into each running machine's tray that had it, or should have it by the persistent definition.
 *
 * @param except Trays to leave empty, by `traysOf`.
 */
export const fillTrays = async (
    host: HostHandle,
    file: ChangingVolume,
    except: ReadonlySet<string> = new Set(),
): Promise<void> => {
    const isLeft = (holder: Holder): boolean => holder.state === "empty" && !except.has(trayOf(holder));
    const { disks } = await findHolders(host, file);
    const due = disks.filter((holder) => isLeft(holder) || holder.isNoted);
    if (due.length === 0) return;
    await insert(due, file.alias);
    const left = (await findHolders(host, file)).disks.find(isLeft);
    if (left === undefined) return;
    throw new ConfigDriveError(
        "verify-failed",
        `insert the medium into ${left.disk.target} of domain "${left.domain.ref.name}": libvirt reported success, but the tray is empty; another program may have emptied it meanwhile. Run again.`,
    );
};

/**
 * Shows the new content to machines that were started while it was written: their guests may have looked already. One
 * that can't change its medium has either mounted the new image or will see it at the next start.
 */
export const reinsert = async (host: HostHandle, file: ChangingVolume): Promise<void> => {
    const { disks } = await findHolders(host, file);
    const started = disks.filter(({ state }) => state === "inserted");
    await inBatches(started, ({ domain, disk }) =>
        ifThere(
            ejectMedium(domain, disk).catch((error: unknown) => {
                if (!(error instanceof ConfigDriveError)) throw error;
                host.warn(
                    `domain "${domain.ref.name}" was started during the change, and its guest may not see the new content before its next start (${error.message})`,
                );
            }),
            isGone,
        ),
    );
};
