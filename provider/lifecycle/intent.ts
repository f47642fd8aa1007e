import { noteUris, writeNote } from "../domain/note.ts";
import { type DomainHandle, type DomainState, type Part, partsOf } from "../domain/read.ts";
import { ifThere, isNoDomain } from "../libvirt/error.ts";
import { AFFECT_CURRENT } from "../libvirt/flags.ts";
import { attribute, childElements, escapeXml } from "../libvirt/xml.ts";
import type { State } from "../model/state.ts";
import { isOwnVolume, volumeNameOf } from "../model/volume-name.ts";
import { findVolumeKey } from "../volume/find.ts";
import type { HostHandle } from "../volume/host.ts";
import type { OwnDomain } from "../volume/in-use.ts";
import { removeUnused } from "../volume/remove.ts";
import { isUndecided } from "./incomplete.ts";
import type { PreparedDomain } from "./prepare.ts";

/** A volume that a run is about to create. */
interface Intent {
    readonly pool: string;
    readonly volume: string;
}

/** The drive that intents belong to. */
export interface IntentOwner extends Intent {
    readonly alias: string;
    readonly volumePrefix: string;
}

/** Each drive has its own element in the domain's `<metadata>`, so that drives don't overwrite each other's. */
const uriOf = ({ alias }: Pick<IntentOwner, "alias">): string => `${noteUris("intents")}${alias}`;

/** The persistent definition if the domain has one: a note there survives a stop of the machine. */
const notedIn = (state: DomainState): Part | undefined => partsOf(state).at(-1);

/** The intents that killed runs left behind. */
const readIntents = (state: DomainState, owner: Pick<IntentOwner, "alias">): readonly Intent[] => {
    const notes = notedIn(state)?.definition.notes ?? [];
    return notes
        .filter(({ namespaceURI }) => namespaceURI === uriOf(owner))
        .flatMap((note) => childElements(note))
        .map((element) => ({ pool: attribute(element, "pool") ?? "", volume: attribute(element, "name") ?? "" }));
};

/** Whether an earlier run of a drive was killed in this domain, or failed without knowing what the host did. */
export const isInterrupted = (state: DomainState, { alias }: Pick<IntentOwner, "alias">): boolean =>
    readIntents(state, { alias }).length > 0;

const writeIntents = async (
    domain: DomainHandle,
    owner: Pick<IntentOwner, "alias">,
    flag: number,
    intents: readonly Intent[],
): Promise<void> => {
    const volumes = intents.map(
        ({ pool, volume }) => `<volume pool="${escapeXml(pool)}" name="${escapeXml(volume)}"/>`,
    );
    const xml = volumes.length === 0 ? undefined : `<intents>${volumes.join("")}</intents>`;
    await writeNote(domain, uriOf(owner), xml, flag);
};

/** Deletes noted volumes that no drive ended up with. Returns those that a domain still refers to. */
const sweep = async (
    host: HostHandle,
    { volumePrefix }: Pick<IntentOwner, "volumePrefix">,
    intents: readonly Intent[],
    inState: readonly string[],
): Promise<readonly Intent[]> => {
    // Anyone who can edit the domain can write notes: only volumes named like this drive's are deleted.
    const own = intents.filter(({ volume }) => isOwnVolume(volume, volumePrefix));
    const kept: Intent[] = [];
    for (const intent of own) {
        const key = await findVolumeKey(host, intent.pool, intent.volume);
        if (key === undefined || inState.includes(key)) continue;
        const left = await removeUnused(host, { pool: intent.pool, keys: [key] });
        if (left.length > 0) kept.push(intent);
    }
    return kept;
};

/** What earlier runs left behind: noted volumes, and volumes in the domain's drive that the state doesn't list. */
const earlierThan = (state: DomainState, owner: IntentOwner, leftovers: readonly string[]): readonly Intent[] => {
    const noted = readIntents(state, owner);
    const held = leftovers
        .map((path) => ({ pool: owner.pool, volume: volumeNameOf(path) }))
        .filter(({ volume }) => noted.every((intent) => intent.volume !== volume));
    return [...noted, ...held];
};

/**
 * Stores and attaches a volume, with a note in the domain of the volume that is about to be created. A run that is
 * killed in between leaves a volume that nothing refers to. Its name contains a digest that the next run may not arrive
 * at again. That run finds the note, and deletes the volume once its own drive is attached.
 */
export const withIntent = async (
    host: HostHandle,
    { domain, state: before }: Pick<PreparedDomain, "domain" | "state">,
    owner: IntentOwner,
    leftovers: readonly string[],
    work: () => Promise<State>,
): Promise<State> => {
    const flag = notedIn(before)?.flag ?? AFFECT_CURRENT;
    const earlier = earlierThan(before, owner, leftovers);
    const others = earlier.filter(({ pool, volume }) => pool !== owner.pool || volume !== owner.volume);
    await writeIntents(domain, owner, flag, [...others, owner]);
    // If this fails, the note stays for the next run.
    const settle = async (left: () => Promise<readonly Intent[]>): Promise<void> => {
        await left()
            .then((intents) => writeIntents(domain, owner, flag, intents))
            .catch(() => undefined);
    };
    try {
        const state = await work();
        await settle(() => sweep(host, owner, earlier, [state.volumeKey, ...state.retiredVolumes]));
        return state;
    } catch (error) {
        // Only the note records what the host may still do, or did before the state was written.
        if (!isUndecided(error)) await settle(async () => earlier);
        throw error;
    }
};

/**
 * Deletes the volumes and notes that a drive's killed runs left behind, in a domain that no longer has the drive.
 *
 * @param inState Keys of volumes that the drive still has.
 */
export const settleIntents = async (
    host: HostHandle,
    { domain, seen }: OwnDomain,
    owner: Pick<IntentOwner, "alias" | "volumePrefix">,
    inState: readonly string[],
): Promise<void> => {
    const flag = notedIn(seen)?.flag ?? AFFECT_CURRENT;
    const intents = readIntents(seen, owner);
    if (intents.length === 0) return;
    const settle = async (): Promise<void> =>
        writeIntents(domain, owner, flag, await sweep(host, owner, intents, inState));
    await ifThere(settle(), isNoDomain);
};
