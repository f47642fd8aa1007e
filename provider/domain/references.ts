import type { DomainRef, LibvirtClient } from "../libvirt/client.ts";
import { ifThere, isAccessDenied, isNoDomain, LibvirtError } from "../libvirt/error.ts";
import { DOMAIN_XML_INACTIVE, LIST_DOMAINS_HAS_SNAPSHOT, LIST_DOMAINS_MANAGEDSAVE } from "../libvirt/flags.ts";
import { unlessAborted } from "../libvirt/unless-aborted.ts";
import { attribute, childElement, UnreadableXmlError } from "../libvirt/xml.ts";
import { volumeNameOf } from "../model/volume-name.ts";
import { inBatches } from "./batches.ts";
import { type Definition, type Disk, readDefinition } from "./definition.ts";
import { type HeldDisk, listSavedDisks, listSnapshotDisks } from "./kept-disks.ts";
import { notedTrays } from "./noted-trays.ts";
import { readXmlOf } from "./read.ts";

/** A host, the signal that ends the work on it, and where warnings go. */
export interface Host {
    readonly client: LibvirtClient;
    readonly signal: AbortSignal;
    readonly warn: (warning: string) => void;
    /** Media in use, which one drive of a run looks up for all. Without it, each drive looks them up itself. */
    readonly references?: KnownReferences;
}

/** What a disk of a domain refers to: the little that is kept when the disks of many domains are searched. */
export interface Reference extends Pick<Disk, "source" | "volume" | "alias" | "target"> {
    readonly domain: DomainRef;
    /** What keeps the definition that has the disk, if a revert or a resume restores it; else it is in use now. */
    readonly keeper: string | undefined;
    /** Whether a revert or a resume leaves the tray empty if the medium is missing: only `optional` does for both. */
    readonly isDispensable: boolean;
}

/** The file name of a medium; in a pool of files, a volume has the name of its file. */
export const fileNameOf = ({ source, volume }: Pick<Disk, "source" | "volume">): string =>
    volume?.name ?? volumeNameOf(source);

/** The references of a disk: to its medium, and to the images that the medium is based on. */
export const referencesOf = (domain: DomainRef, { disk, keeper }: HeldDisk): readonly Reference[] => {
    const { source, volume, alias, target, device, element, backing } = disk;
    const isOptional = attribute(childElement(element, "source"), "startupPolicy") === "optional";
    const common = { domain, alias, target, keeper };
    const medium = { ...common, source, ...(volume && { volume }), isDispensable: device === "cdrom" && isOptional };
    const below = backing.map((path) => ({ ...common, source: path, isDispensable: false }));
    return [medium, ...below].filter((reference) => fileNameOf(reference) !== "");
};

const idOf = ({ uuid }: DomainRef): string => Buffer.from(uuid).toString("hex");

/** Who refers to which media. */
export interface References {
    /** By the file name of the medium: the same file can have several paths. */
    readonly users: ReadonlyMap<string, readonly Reference[]>;
    /** Whether a domain couldn't be read: it may refer to anything. */
    readonly isPartial: boolean;
    /** The machines that ran, by `incarnationOf`. */
    readonly running: ReadonlySet<string>;
}

/** Tells the machines of one domain apart: each start has its own number. */
export const incarnationOf = (domain: DomainRef): string => `${idOf(domain)} ${domain.id}`;

/** A domain whose access is denied, whose XML is too large, or whose saved memory is damaged. */
const isUnreadable = (error: unknown): error is Error =>
    error instanceof UnreadableXmlError ||
    isAccessDenied(error) ||
    (error instanceof LibvirtError && error.procedure === "domainManagedSaveGetXmlDesc");

/** Reads parts of a domain; undefined, with a warning, if it can't be read. */
export const ifReadable = async <T>(
    { warn }: Host,
    { name }: DomainRef,
    read: () => Promise<T>,
): Promise<T | undefined> => {
    try {
        return await read();
    } catch (error) {
        if (!isUnreadable(error)) throw error;
        const remedy = isAccessDenied(error)
            ? "; allow this user to read the domain in libvirt's access rules (polkit)"
            : "";
        warn(
            `domain "${name}" can't be read (${error.message.replace(/\.$/, "")}), so it may use any image. Until it can be read, updates keep earlier images, and destroy deletes its own${remedy}`,
        );
        return undefined;
    }
};

/** The disks of a definition, and the trays in it that are to get their medium back. */
const disksAndNoted = (definition: Definition): readonly Disk[] => [...definition.disks, ...notedTrays(definition)];

const disksOf = async ({ client, signal }: Host, domain: DomainRef): Promise<readonly HeldDisk[]> => {
    const texts = [0, DOMAIN_XML_INACTIVE].map((flags) =>
        ifThere(client.domainGetXmlDesc(domain, flags, { signal }), isNoDomain),
    );
    return (await Promise.all(texts)).flatMap((xml) =>
        xml === undefined ? [] : readXmlOf(domain, () => disksAndNoted(readDefinition(xml)).map((disk) => ({ disk }))),
    );
};

/** Whether two references are to one domain. */
export const isSameDomain = (one: DomainRef, other: DomainRef | undefined): boolean =>
    other !== undefined && Buffer.compare(one.uuid, other.uuid) === 0;

const searchDomains = async (host: Host): Promise<References> => {
    const { client, signal } = host;
    const list = (flags: number): Promise<readonly DomainRef[]> => client.listAllDomains(flags, { signal });
    const domains = await list(0);
    // Few domains have a snapshot or saved memory, and libvirt says which without a call for each.
    const withSnapshots = new Set((await list(LIST_DOMAINS_HAS_SNAPSHOT)).map(idOf));
    const saved = new Set((await list(LIST_DOMAINS_MANAGEDSAVE)).map(idOf));
    const users = new Map<string, Reference[]>();
    let isPartial = false;
    const search = async (ref: DomainRef): Promise<void> => {
        const domain = { ...host, ref };
        const found = await ifReadable(host, ref, async () => {
            const disks = await Promise.all([
                disksOf(host, ref),
                withSnapshots.has(idOf(ref)) ? listSnapshotDisks(domain) : [],
                saved.has(idOf(ref)) ? listSavedDisks(domain) : [],
            ]);
            return disks.flat().flatMap((disk) => referencesOf(ref, disk));
        });
        isPartial ||= found === undefined;
        for (const reference of found ?? []) {
            const name = fileNameOf(reference);
            const others = users.get(name);
            if (others === undefined) users.set(name, [reference]);
            else others.push(reference);
        }
    };
    await inBatches(domains, search);
    return { users, isPartial, running: new Set(domains.filter(({ id }) => id !== -1).map(incarnationOf)) };
};

/**
 * A result stays valid for this many times as long as the search took. With few domains that is a moment; where a
 * search takes seconds, a run spends no more than a twentieth of its time on searches.
 */
const VALID_FOR = 20;

/**
 * Remembers for a moment which domains of a host refer to which media. A search takes one or two calls for each domain,
 * too many to repeat for each of a thousand drives.
 */
export class KnownReferences {
    readonly #byHost = new WeakMap<LibvirtClient, Promise<References>>();

    /** Searches now. */
    public async look(host: Host): Promise<References> {
        const { client } = host;
        const start = performance.now();
        const searching = searchDomains(host);
        this.#byHost.set(client, searching);
        const forget = (): void => {
            if (this.#byHost.get(client) === searching) this.#byHost.delete(client);
        };
        const keep = (): void => {
            setTimeout(forget, (performance.now() - start) * VALID_FOR).unref();
        };
        searching.then(keep, forget);
        return await searching;
    }

    /** Returns a recent result, or that of another drive's search that is still running. */
    public async recall(host: Host): Promise<References> {
        // That drive's deadline may pass, or its run be interrupted, before this one's.
        const known = this.#byHost.get(host.client)?.catch(() => undefined);
        const found = known && (await unlessAborted(known, host.signal));
        return found ?? (await this.look(host));
    }
}
