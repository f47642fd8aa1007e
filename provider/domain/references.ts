import type { DomainRef, LibvirtClient } from "../libvirt/client.ts";
import { ifThere, isAccessDenied, isNoDomain } from "../libvirt/error.ts";
import { DOMAIN_XML_INACTIVE } from "../libvirt/flags.ts";
import { unlessAborted } from "../libvirt/unless-aborted.ts";
import { UnreadableXmlError } from "../libvirt/xml.ts";
import { type Disk, readDefinition } from "./definition.ts";
import { mediaUnder } from "./medium.ts";
import { readXmlOf } from "./read.ts";
import { listSnapshotDisks } from "./snapshots.ts";

/** A host, the signal that ends the work on it, and where warnings go. */
export interface Host {
    readonly client: LibvirtClient;
    readonly signal: AbortSignal;
    readonly warn: (warning: string) => void;
    /** Media in use, which one drive of a run looks up for all. Without it, each drive looks them up itself. */
    readonly references?: KnownReferences;
}

/** A medium of a disk: the little that is kept when the disks of many domains are searched. */
export interface FoundDisk {
    /** Its name, from `mediaUnder`. */
    readonly medium: string;
    readonly alias: string;
    readonly domain: DomainRef;
    readonly target: string;
}

/** Domains queried at once: enough to keep the connection busy, and a bound if a host claims to have thousands. */
const BATCH = 8;

const ofAllDomains = async <T>(
    { client, signal }: Host,
    ask: (domain: DomainRef) => Promise<readonly T[]>,
): Promise<readonly T[]> => {
    const domains = await client.listAllDomains(0, { signal });
    const all: T[] = [];
    for (let at = 0; at < domains.length; at += BATCH) {
        all.push(...(await Promise.all(domains.slice(at, at + BATCH).map(ask))).flat());
    }
    return all;
};

const disksOf = async ({ client, signal }: Host, domain: DomainRef): Promise<readonly FoundDisk[]> => {
    const texts = [0, DOMAIN_XML_INACTIVE].map((flags) =>
        ifThere(client.domainGetXmlDesc(domain, flags, { signal }), isNoDomain),
    );
    const disksIn = (xml: string): readonly Disk[] => readXmlOf(domain, () => readDefinition(xml).disks);
    return (await Promise.all(texts))
        .flatMap((xml) => (xml === undefined ? [] : disksIn(xml)))
        .flatMap((disk) =>
            mediaUnder(disk).map((medium) => ({ medium, domain, alias: disk.alias, target: disk.target })),
        );
};

/** All disks of all domains of the host, in the running machines and in the definitions for the next start. */
export const listDisks = (host: Host): Promise<readonly FoundDisk[]> =>
    ofAllDomains(host, (domain) => disksOf(host, domain));

/** Who refers to which media. */
interface References {
    /** Domains by the names of media that they, or their snapshots, refer to. */
    readonly users: ReadonlyMap<string, readonly DomainRef[]>;
    /** Whether a domain couldn't be read: it may refer to anything. */
    readonly isPartial: boolean;
}

const isUnreadable = (error: unknown): error is Error => error instanceof UnreadableXmlError || isAccessDenied(error);

/** Names of the media that a domain and its snapshots refer to; undefined, with a warning, if it can't be read. */
const mediaOf = async (host: Host, ref: DomainRef): Promise<readonly string[] | undefined> => {
    try {
        const [disks, ofSnapshots] = await Promise.all([disksOf(host, ref), listSnapshotDisks({ ...host, ref })]);
        return [...disks.map(({ medium }) => medium), ...ofSnapshots.flatMap(mediaUnder)];
    } catch (error) {
        if (!isUnreadable(error)) throw error;
        const remedy = isAccessDenied(error)
            ? "; allow this user to read the domain in libvirt's access rules (polkit)"
            : "";
        host.warn(
            `domain "${ref.name}" can't be read (${error.message.replace(/\.$/, "")}), so it may use any image, and this drive's earlier images stay until an update that can read every domain${remedy}`,
        );
        return undefined;
    }
};

const searchDomains = async (host: Host): Promise<References> => {
    const users = new Map<string, DomainRef[]>();
    let isPartial = false;
    await ofAllDomains(host, async (ref) => {
        const media = await mediaOf(host, ref);
        isPartial ||= media === undefined;
        for (const name of new Set(media)) users.set(name, [...(users.get(name) ?? []), ref]);
        return [];
    });
    return { users, isPartial };
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

/** A domain that refers to a medium; `anybody` if none is known to, but one that can't be read may. */
type User = DomainRef | "anybody" | undefined;

/** Whether two references are to one domain. */
export const isSameDomain = (one: DomainRef, other: DomainRef | undefined): boolean =>
    other !== undefined && Buffer.compare(one.uuid, other.uuid) === 0;

const userIn = ({ users, isPartial }: References, names: readonly string[], except?: DomainRef): User =>
    names.flatMap((name) => users.get(name) ?? []).find((user) => !isSameDomain(user, except)) ??
    (isPartial ? "anybody" : undefined);

const referencesOf = ({ references }: Host): KnownReferences => references ?? new KnownReferences();

/**
 * Finds who refers to a medium besides the drive's own domain. A recent result is enough to say that nobody does. A
 * domain that did may have dropped the medium since, so that result is checked again.
 *
 * @param names All names of the medium, from `nameOfMedium`.
 */
export const findOtherUser = async (
    host: Host,
    names: readonly string[],
    except: DomainRef | undefined,
): Promise<User> => {
    const known = referencesOf(host);
    const user = userIn(await known.recall(host), names, except);
    if (user === undefined || user === "anybody") return user;
    return userIn(await known.look(host), names, except);
};

/** Searches now; the result says who refers to a medium by any of its names. */
export const findUsers = async (host: Host): Promise<(names: readonly string[]) => User> => {
    const found = await referencesOf(host).look(host);
    return (names) => userIn(found, names);
};
