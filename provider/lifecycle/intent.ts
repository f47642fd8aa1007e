import { type DomainHandle, partsOf, readDomain } from "../disk/domain.ts";
import { isNoDomainMetadata } from "../libvirt/error.ts";
import { ifThere } from "../libvirt/if-there.ts";
import { attribute, childElements, escapeXml, parseXml } from "../libvirt/xml.ts";
import type { HostHandle } from "../pool.ts";
import type { State } from "../state.ts";
import { findVolumeKey, isOwnVolume, referencedPaths, removeUnreferenced } from "../volume.ts";
import { isUndecided } from "./incomplete.ts";
import { isSaved } from "./retire.ts";

/** A volume that a run is about to make. */
interface Intent {
    readonly pool: string;
    readonly volume: string;
}

/** Whose intents these are. */
export interface IntentOwner extends Intent {
    readonly alias: string;
    readonly volumePrefix: string;
}

/** One element of the domain's `<metadata>` for each drive, so that drives don't write over each other's. */
const uriOf = ({ alias }: Pick<IntentOwner, "alias">): string => `urn:pulumi-config-drive:intents:${alias}`;

const XML_PREFIX = "config-drive";

/** What runs that were killed have left to say. */
const readIntents = async (
    { client, ref, signal }: DomainHandle,
    owner: Pick<IntentOwner, "alias">,
    flag: number,
): Promise<readonly Intent[]> => {
    const xml = await ifThere(client.domainGetMetadata(ref, uriOf(owner), flag, { signal }), isNoDomainMetadata);
    if (xml === undefined) return [];
    return childElements(parseXml(xml), "volume").map((element) => ({
        pool: attribute(element, "pool") ?? "",
        volume: attribute(element, "name") ?? "",
    }));
};

const writeIntents = async (
    { client, ref, signal }: DomainHandle,
    owner: Pick<IntentOwner, "alias">,
    flag: number,
    intents: readonly Intent[],
): Promise<void> => {
    const volumes = intents.map(
        ({ pool, volume }) => `<volume pool="${escapeXml(pool)}" name="${escapeXml(volume)}"/>`,
    );
    const xml = volumes.length === 0 ? undefined : `<intents>${volumes.join("")}</intents>`;
    await client.domainSetMetadata(ref, xml, { prefix: XML_PREFIX, uri: uriOf(owner) }, flag, { signal });
};

/** Deletes what was noted and came to nothing; returns what a domain still refers to. */
const sweep = async (
    host: HostHandle,
    domain: DomainHandle,
    { volumePrefix }: Pick<IntentOwner, "volumePrefix">,
    intents: readonly Intent[],
    inState: readonly string[],
): Promise<readonly Intent[]> => {
    if (intents.length === 0 || (await isSaved(domain))) return intents;
    const kept: Intent[] = [];
    // Anyone who may edit the domain may write there: no volume goes whose name isn't of this drive's making.
    const own = intents.filter(({ volume }) => isOwnVolume(volume, volumePrefix));
    const referenced = await referencedPaths(host);
    for (const intent of own) {
        const key = await findVolumeKey(host, intent.pool, intent.volume);
        if (key === undefined || inState.includes(key)) continue;
        const left = await removeUnreferenced(host, intent.pool, [key], referenced);
        if (left.length > 0) kept.push(intent);
    }
    return kept;
};

/** The persistent definition where there is one: a note there outlasts a stop of the machine. */
const flagOf = async (domain: DomainHandle): Promise<number> => partsOf(await readDomain(domain)).at(-1)?.flag ?? 0;

/**
 * Runs what stores a volume and attaches it, with a note in the domain of what is about to be made. A run that is
 * killed in between leaves a volume that nothing refers to, under a name that holds a digest, which the next run may
 * not come to again: that run finds the note, and deletes the volume once its own drive is in.
 */
export const withIntent = async (
    host: HostHandle,
    domain: DomainHandle,
    owner: IntentOwner,
    work: () => Promise<State>,
): Promise<State> => {
    const flag = await flagOf(domain);
    const earlier = (await readIntents(domain, owner, flag)).filter(({ volume }) => volume !== owner.volume);
    await writeIntents(domain, owner, flag, [...earlier, owner]);
    // Where this fails, the note stays for the next run.
    const settle = async (left: () => Promise<readonly Intent[]>): Promise<void> => {
        await left()
            .then((intents) => writeIntents(domain, owner, flag, intents))
            .catch(() => undefined);
    };
    try {
        const state = await work();
        await settle(() => sweep(host, domain, owner, earlier, [state.volumeKey, ...state.retiredVolumes]));
        return state;
    } catch (error) {
        // Of what the host may still do, or has done before the state is written, only the note knows.
        if (!isUndecided(error)) await settle(async () => earlier);
        throw error;
    }
};

/** Deletes what killed runs of a drive have left, and their notes. */
export const settleIntents = async (
    host: HostHandle,
    domain: DomainHandle,
    owner: Pick<IntentOwner, "alias" | "volumePrefix">,
): Promise<void> => {
    const flag = await flagOf(domain);
    const intents = await readIntents(domain, owner, flag);
    if (intents.length > 0) await writeIntents(domain, owner, flag, await sweep(host, domain, owner, intents, []));
};
