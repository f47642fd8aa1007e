import { call, streamRequest } from "./call.ts";
import { throwAsHotplug } from "./error.ts";
import type { CallOptions } from "./exchange.ts";
import { AFFECT_LIVE, DOMAIN_METADATA_ELEMENT } from "./flags.ts";
import { openConnection } from "./handshake.ts";
import type { KeepaliveTimes } from "./keepalive.ts";
import { type Attempt, Link } from "./link.ts";
import { type ArgumentsOf, isRepeatable, type ProcedureName, type ResultOf } from "./procedures.ts";
import { download, upload } from "./stream.ts";
import { type Environment, parseUri } from "./uri.ts";
import type { DomainRef, DomainState, PoolInfo, PoolRef, SnapshotRef, VolumeInfo, VolumeRef } from "./wire.ts";

export type { CallOptions } from "./exchange.ts";
export type { Environment } from "./uri.ts";
export type { DomainRef, DomainState, PoolInfo, PoolRef, SnapshotRef, VolumeInfo, VolumeRef } from "./wire.ts";

/** How to connect. */
export interface ConnectOptions {
    /** The variables that say where a session daemon's socket, certificates and libvirt's file of credentials are. */
    readonly environment: Environment;
    /** What a daemon that authenticates by SASL is told; libvirt's file of credentials otherwise. */
    readonly password?: string | undefined;
    readonly signal?: AbortSignal | undefined;
    /**
     * How long the daemon may stay silent about a call (or a stream stand still) before it is given up.
     * libvirt itself waits up to 30 s for another call on the same domain.
     * @default 60000
     */
    readonly timeoutMs?: number | undefined;
    /** How a host that went away without a word is found out. @default asked every 5 s, given up after 30 s */
    readonly keepalive?: KeepaliveTimes | undefined;
}

const DEFAULT_TIMEOUT_MS = 60_000;

/**
 * Connects to the daemon that a libvirt URI names.
 *
 * @throws ConfigDriveError `unsupported-uri`, `connect-failed`, `timed-out`, `aborted`, `host-failed`
 *
 * @example
 * const client = await connect("qemu:///system", { environment: process.env });
 */
export const connect = async (uri: string, options: ConnectOptions): Promise<LibvirtClient> => {
    const target = parseUri(uri, options.environment);
    const { signal, timeoutMs = DEFAULT_TIMEOUT_MS, ...others } = options;
    const open = (until: AbortSignal | undefined) => openConnection(target, { ...others, timeoutMs, signal: until });
    return new LibvirtClient(uri, new Link(await open(signal), open));
};

/** Lists ask for the items, not only for their number. */
const NEED_RESULTS = 1;

/**
 * libvirt's API over one connection: a method per procedure, with libvirt's name, arguments and flags. A refused call
 * throws `LibvirtError`; a broken connection, a deadline or a fired signal a `ConfigDriveError`. A connection that broke is
 * opened once more for calls that weren't sent, or that only look.
 */
export class LibvirtClient {
    /** The URI connected to. */
    public readonly uri: string;
    readonly #link: Link;

    public constructor(uri: string, link: Link) {
        this.uri = uri;
        this.#link = link;
    }

    public get closed(): boolean {
        return this.#link.closed;
    }

    /** Calls still under way are rejected; a second time does nothing. */
    public close(): Promise<void> {
        return this.#link.close();
    }

    public domainLookupByName(name: string, options?: CallOptions): Promise<DomainRef> {
        return this.#call("domainLookupByName", [name], options);
    }
    /** @param uuid 16 bytes */
    public domainLookupByUuid(uuid: Uint8Array, options?: CallOptions): Promise<DomainRef> {
        return this.#call("domainLookupByUuid", [uuid], options);
    }
    public domainGetXmlDesc(domain: DomainRef, flags: number, options?: CallOptions): Promise<string> {
        return this.#call("domainGetXmlDesc", [domain, flags], options);
    }
    public domainGetState(domain: DomainRef, options?: CallOptions): Promise<DomainState> {
        return this.#call("domainGetState", [domain, 0], options);
    }
    public domainIsActive(domain: DomainRef, options?: CallOptions): Promise<boolean> {
        return this.#call("domainIsActive", [domain], options);
    }
    public domainIsPersistent(domain: DomainRef, options?: CallOptions): Promise<boolean> {
        return this.#call("domainIsPersistent", [domain], options);
    }
    public domainDefineXml(xml: string, options?: CallOptions): Promise<DomainRef> {
        return this.#call("domainDefineXml", [xml], options);
    }
    /** Starts the domain; what comes back carries its new id. */
    public domainCreate(domain: DomainRef, options?: CallOptions): Promise<DomainRef> {
        return this.#call("domainCreateWithFlags", [domain, 0], options);
    }
    /** Asks the guest to shut down; returns at once. */
    public domainShutdown(domain: DomainRef, options?: CallOptions): Promise<undefined> {
        return this.#call("domainShutdown", [domain], options);
    }
    /** Pulls the plug. */
    public domainDestroy(domain: DomainRef, options?: CallOptions): Promise<undefined> {
        return this.#call("domainDestroy", [domain], options);
    }
    public domainUndefine(domain: DomainRef, flags: number, options?: CallOptions): Promise<undefined> {
        return this.#call("domainUndefineFlags", [domain, flags], options);
    }
    public domainAttachDeviceFlags(
        domain: DomainRef,
        xml: string,
        flags: number,
        options?: CallOptions,
    ): Promise<undefined> {
        const attach = this.#call("domainAttachDeviceFlags", [domain, xml, flags], options);
        return (flags & AFFECT_LIVE) === 0 ? attach : attach.catch(throwAsHotplug);
    }
    public domainDetachDeviceFlags(
        domain: DomainRef,
        xml: string,
        flags: number,
        options?: CallOptions,
    ): Promise<undefined> {
        return this.#call("domainDetachDeviceFlags", [domain, xml, flags], options);
    }
    public domainUpdateDeviceFlags(
        domain: DomainRef,
        xml: string,
        flags: number,
        options?: CallOptions,
    ): Promise<undefined> {
        return this.#call("domainUpdateDeviceFlags", [domain, xml, flags], options);
    }
    public domainHasManagedSaveImage(domain: DomainRef, options?: CallOptions): Promise<boolean> {
        return this.#call("domainHasManagedSaveImage", [domain, 0], options);
    }
    /** Puts an element of a namespace into the domain's `<metadata>`, with its prefix; undefined takes it out. */
    public domainSetMetadata(
        domain: DomainRef,
        xml: string | undefined,
        name: { readonly prefix: string; readonly uri: string },
        flags: number,
        options?: CallOptions,
    ): Promise<undefined> {
        const args = [domain, DOMAIN_METADATA_ELEMENT, xml, name.prefix, name.uri, flags] as const;
        return this.#call("domainSetMetadata", args, options);
    }
    public domainListAllSnapshots(domain: DomainRef, options?: CallOptions): Promise<readonly SnapshotRef[]> {
        return this.#call("domainListAllSnapshots", [domain, NEED_RESULTS, 0], options);
    }
    public domainSnapshotGetXmlDesc(snapshot: SnapshotRef, options?: CallOptions): Promise<string> {
        return this.#call("domainSnapshotGetXmlDesc", [snapshot, 0], options);
    }
    public listAllDomains(flags: number, options?: CallOptions): Promise<readonly DomainRef[]> {
        return this.#call("listAllDomains", [NEED_RESULTS, flags], options);
    }

    public storagePoolLookupByName(name: string, options?: CallOptions): Promise<PoolRef> {
        return this.#call("storagePoolLookupByName", [name], options);
    }
    public storagePoolGetInfo(pool: PoolRef, options?: CallOptions): Promise<PoolInfo> {
        return this.#call("storagePoolGetInfo", [pool], options);
    }
    public storagePoolIsActive(pool: PoolRef, options?: CallOptions): Promise<boolean> {
        return this.#call("storagePoolIsActive", [pool], options);
    }
    public storagePoolGetXmlDesc(pool: PoolRef, flags: number, options?: CallOptions): Promise<string> {
        return this.#call("storagePoolGetXmlDesc", [pool, flags], options);
    }
    /** Starts a pool that is forgotten when it is stopped. */
    public storagePoolCreateXml(xml: string, flags: number, options?: CallOptions): Promise<PoolRef> {
        return this.#call("storagePoolCreateXml", [xml, flags], options);
    }
    public storagePoolDefineXml(xml: string, options?: CallOptions): Promise<PoolRef> {
        return this.#call("storagePoolDefineXml", [xml, 0], options);
    }
    public storagePoolBuild(pool: PoolRef, flags: number, options?: CallOptions): Promise<undefined> {
        return this.#call("storagePoolBuild", [pool, flags], options);
    }
    /** Starts a defined pool. */
    public storagePoolCreate(pool: PoolRef, flags: number, options?: CallOptions): Promise<undefined> {
        return this.#call("storagePoolCreate", [pool, flags], options);
    }
    /** Stops a pool; its volumes stay. */
    public storagePoolDestroy(pool: PoolRef, options?: CallOptions): Promise<undefined> {
        return this.#call("storagePoolDestroy", [pool], options);
    }
    public storagePoolUndefine(pool: PoolRef, options?: CallOptions): Promise<undefined> {
        return this.#call("storagePoolUndefine", [pool], options);
    }
    public storagePoolRefresh(pool: PoolRef, options?: CallOptions): Promise<undefined> {
        return this.#call("storagePoolRefresh", [pool, 0], options);
    }
    public storagePoolListAllVolumes(pool: PoolRef, options?: CallOptions): Promise<readonly VolumeRef[]> {
        return this.#call("storagePoolListAllVolumes", [pool, NEED_RESULTS, 0], options);
    }
    public listAllStoragePools(flags: number, options?: CallOptions): Promise<readonly PoolRef[]> {
        return this.#call("listAllStoragePools", [NEED_RESULTS, flags], options);
    }

    public storageVolCreateXml(pool: PoolRef, xml: string, flags: number, options?: CallOptions): Promise<VolumeRef> {
        return this.#call("storageVolCreateXml", [pool, xml, flags], options);
    }
    public storageVolLookupByName(pool: PoolRef, name: string, options?: CallOptions): Promise<VolumeRef> {
        return this.#call("storageVolLookupByName", [pool, name], options);
    }
    public storageVolLookupByKey(key: string, options?: CallOptions): Promise<VolumeRef> {
        return this.#call("storageVolLookupByKey", [key], options);
    }
    public storageVolLookupByPath(path: string, options?: CallOptions): Promise<VolumeRef> {
        return this.#call("storageVolLookupByPath", [path], options);
    }
    public storageVolGetInfo(volume: VolumeRef, options?: CallOptions): Promise<VolumeInfo> {
        return this.#call("storageVolGetInfo", [volume], options);
    }
    public storageVolGetXmlDesc(volume: VolumeRef, options?: CallOptions): Promise<string> {
        return this.#call("storageVolGetXmlDesc", [volume, 0], options);
    }
    public storageVolGetPath(volume: VolumeRef, options?: CallOptions): Promise<string> {
        return this.#call("storageVolGetPath", [volume], options);
    }
    public storageVolDelete(volume: VolumeRef, options?: CallOptions): Promise<undefined> {
        return this.#call("storageVolDelete", [volume, 0], options);
    }

    /**
     * Writes the chunks to the start of a volume; bytes behind them stay.
     *
     * @param length of all chunks together. libvirt lets a file grow past its capacity unless it is told.
     */
    public async storageVolUpload(
        volume: VolumeRef,
        chunks: readonly Uint8Array[],
        length: number,
        options?: CallOptions,
    ): Promise<void> {
        const given = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
        if (given !== length) {
            throw new RangeError(`upload of ${length} bytes given ${given}`);
        }
        const request = streamRequest("storageVolUpload", [volume, 0, length, 0], options);
        await this.#run("storageVolUpload", (calls) => upload(calls, request, chunks), options);
    }

    /** Reads a volume from its start; what comes back is shorter than `length` if the volume is. */
    public async storageVolDownload(
        volume: VolumeRef,
        range: { readonly offset?: number; readonly length: number; readonly maximum: number },
        options?: CallOptions,
    ): Promise<Uint8Array> {
        const { offset = 0, length, maximum } = range;
        const request = streamRequest("storageVolDownload", [volume, offset, length, 0], options);
        return await this.#run("storageVolDownload", (calls) => download(calls, request, length, maximum), options);
    }

    /** The driver behind the connection: `QEMU`. */
    public connectGetType(options?: CallOptions): Promise<string> {
        return this.#call("connectGetType", [], options);
    }
    /** The hypervisor's version: 7.2.0 is 7002000. */
    public connectGetVersion(options?: CallOptions): Promise<number> {
        return this.#call("connectGetVersion", [], options);
    }
    public connectGetCapabilities(options?: CallOptions): Promise<string> {
        return this.#call("connectGetCapabilities", [], options);
    }
    public connectFindStoragePoolSources(type: string, options?: CallOptions): Promise<string> {
        return this.#call("connectFindStoragePoolSources", [type, undefined, 0], options);
    }
    /** The daemon's version: 9.0.0 is 9000000. */
    public getLibVersion(options?: CallOptions): Promise<number> {
        return this.#call("getLibVersion", [], options);
    }
    /** The name of the host. */
    public getHostname(options?: CallOptions): Promise<string> {
        return this.#call("getHostname", [], options);
    }
    /** The URI as the daemon knows it: `qemu:///system`. */
    public getUri(options?: CallOptions): Promise<string> {
        return this.#call("getUri", [], options);
    }

    #call<N extends ProcedureName>(name: N, args: ArgumentsOf<N>, options: CallOptions = {}): Promise<ResultOf<N>> {
        return this.#run(name, (calls) => call(calls, name, args, options), options);
    }

    #run<T>(name: ProcedureName, make: Attempt<T>["make"], options: CallOptions = {}): Promise<T> {
        return this.#link.run({ make, repeatable: isRepeatable(name), signal: options.signal });
    }
}
