import type { DomainRef, LibvirtClient } from "../libvirt/client.ts";
import { ifThere, isAccessDenied, isNoDomain } from "../libvirt/error.ts";
import { DOMAIN_XML_INACTIVE } from "../libvirt/flags.ts";
import { unlessAborted } from "../libvirt/unless-aborted.ts";
import { UnreadableXmlError } from "../libvirt/xml.ts";
import { type Disk, readDefinition } from "./definition.ts";
import { mediaUnder } from "./medium.ts";
import { readXmlOf } from "./read.ts";
import { listSnapshotDisks } from "./snapshots.ts";

/** A host, how long there is time to work on it, and where warnings go. */
export interface Host {
    readonly client: LibvirtClient;
    readonly signal: AbortSignal;
    readonly warn: (warning: string) => void;
    /** Media in use, which drives of one run look up once for all. Without it, each drive asks for itself. */
    readonly references?: KnownReferences;
}

/** A medium of a disk, as far as it is kept where those of many domains are looked through. */
export interface FoundDisk {
    /** By its name, as `mediaUnder` gives it. */
    readonly medium: string;
    readonly alias: string;
    readonly domain: DomainRef;
    readonly target: string;
}

/** Domains that are asked at once: enough to keep the connection busy, and no memory for a host that claims thousands. */
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

/** All disks of all domains of the host, in what runs and in what the next start takes. */
export const listDisks = (host: Host): Promise<readonly FoundDisk[]> =>
    ofAllDomains(host, (domain) => disksOf(host, domain));

/** Who refers to which media. */
interface References {
    /** Domains by the names of media that they, or their snapshots, refer to. */
    readonly users: ReadonlyMap<string, readonly DomainRef[]>;
    /** Whether a domain couldn't be read, which may refer to anything. */
    readonly isPartial: boolean;
}

const isUnreadable = (error: unknown): error is Error => error instanceof UnreadableXmlError || isAccessDenied(error);

/** Names of the media that a domain and its snapshots refer to; undefined, with a warning, where it can't be read. */
const mediaOf = async (host: Host, ref: DomainRef): Promise<readonly string[] | undefined> => {
    try {
        const [disks, ofSnapshots] = await Promise.all([disksOf(host, ref), listSnapshotDisks({ ...host, ref })]);
        return [...disks.map(({ medium }) => medium), ...ofSnapshots.flatMap(mediaUnder)];
    } catch (error) {
        if (!isUnreadable(error)) throw error;
        host.warn(
            `domain "${ref.name}" can't be read and may refer to any image: those that this drive had before stay for now (${error.message})`,
        );
        return undefined;
    }
};

const lookThrough = async (host: Host): Promise<References> => {
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
 * What was found is good for so many times as long as it took to find it out: a moment where there are few domains, and
 * where to look through all takes seconds, no more than a twentieth of a run goes into it.
 */
const GOOD_FOR = 20;

/**
 * Who refers to what on a host, as of a moment ago. To find it out takes a call or two for each domain there, which a
 * thousand drives can't each have done.
 */
export class KnownReferences {
    readonly #byHost = new WeakMap<LibvirtClient, Promise<References>>();

    /** As of now. */
    public async look(host: Host): Promise<References> {
        const { client } = host;
        const start = performance.now();
        const looking = lookThrough(host);
        this.#byHost.set(client, looking);
        const forget = (): void => {
            if (this.#byHost.get(client) === looking) this.#byHost.delete(client);
        };
        const keep = (): void => {
            setTimeout(forget, (performance.now() - start) * GOOD_FOR).unref();
        };
        looking.then(keep, forget);
        return await looking;
    }

    /** As of a moment ago, or as another drive is just finding out. */
    public async recall(host: Host): Promise<References> {
        // That drive's deadline may pass, or its run be interrupted, before this one's.
        const known = this.#byHost.get(host.client)?.catch(() => undefined);
        const found = known && (await unlessAborted(known, host.signal));
        return found ?? (await this.look(host));
    }
}

/** A domain that refers to a medium; `anybody` where none is known to, and one that can't be read may. */
type User = DomainRef | "anybody" | undefined;

/** Whether two references are to one domain. */
export const isSameDomain = (one: DomainRef, other: DomainRef | undefined): boolean =>
    other !== undefined && Buffer.compare(one.uuid, other.uuid) === 0;

const userIn = ({ users, isPartial }: References, names: readonly string[], except?: DomainRef): User =>
    names.flatMap((name) => users.get(name) ?? []).find((user) => !isSameDomain(user, except)) ??
    (isPartial ? "anybody" : undefined);

const referencesOf = ({ references }: Host): KnownReferences => references ?? new KnownReferences();

/**
 * Who refers to a medium besides the drive's own domain. What was found a moment ago is enough to say that nobody does;
 * a domain that did may have let go of it since.
 *
 * @param names All names of the medium, as `nameOfMedium` gives them.
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

/** Tells, as of now, who refers to a medium by any of its names. */
export const findUsers = async (host: Host): Promise<(names: readonly string[]) => User> => {
    const found = await referencesOf(host).look(host);
    return (names) => userIn(found, names);
};
