import type { Calls } from "./calls.ts";
import type { CallOptions, Request } from "./exchange.ts";
import { call, openConnection } from "./handshake.ts";
import { type ArgumentsOf, encodeArguments, type ProcedureName, procedures, type ResultOf } from "./procedures.ts";
import { download, upload } from "./stream.ts";
import { type Environment, parseUri } from "./uri.ts";
import type { DomainRef, DomainState, PoolInfo, PoolRef, VolumeInfo, VolumeRef } from "./wire.ts";

export type { CallOptions } from "./exchange.ts";
export type { Environment } from "./uri.ts";
export type { DomainRef, DomainState, PoolInfo, PoolRef, VolumeInfo, VolumeRef } from "./wire.ts";

/** How to connect. */
export interface ConnectOptions {
    /** The variables that say where a session daemon's socket is. */
    readonly environment: Environment;
    readonly signal?: AbortSignal | undefined;
    /**
     * How long the daemon may stay silent about a call (or a stream stand still) before it is given up.
     * libvirt itself waits up to 30 s for another call on the same domain.
     * @default 60000
     */
    readonly timeoutMs?: number | undefined;
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
    const calls = await openConnection(target, options.timeoutMs ?? DEFAULT_TIMEOUT_MS, options.signal);
    return new LibvirtClient(uri, calls);
};

/** Lists ask for the items, not only for their number. */
const NEED_RESULTS = 1;

/**
 * libvirt's API over one connection: a method per procedure, with libvirt's name, arguments and flags. A refused call
 * throws `LibvirtError`; a broken connection, a deadline or a fired signal a `ConfigDriveError`, and a connection that
 * broke stays `closed`.
 */
export class LibvirtClient {
    /** The URI connected to. */
    public readonly uri: string;
    readonly #calls: Calls;

    public constructor(uri: string, calls: Calls) {
        this.uri = uri;
        this.#calls = calls;
    }

    public get closed(): boolean {
        return this.#calls.closed;
    }

    /** Calls still under way are rejected; a second time does nothing. */
    public close(): Promise<void> {
        return this.#calls.close();
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
        return this.#call("domainAttachDeviceFlags", [domain, xml, flags], options);
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
        await upload(this.#calls, streamRequest("storageVolUpload", [volume, 0, length, 0], options), chunks);
    }

    /** Reads a volume from its start; what comes back is shorter than `length` if the volume is. */
    public async storageVolDownload(
        volume: VolumeRef,
        range: { readonly length: number; readonly maximum: number },
        options?: CallOptions,
    ): Promise<Uint8Array> {
        const request = streamRequest("storageVolDownload", [volume, 0, range.length, 0], options);
        return await download(this.#calls, request, range.length, range.maximum);
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
        return call(this.#calls, name, args, options);
    }
}

const streamRequest = <N extends ProcedureName>(
    procedure: N,
    args: ArgumentsOf<N>,
    options: CallOptions = {},
): Request => ({
    procedure,
    number: procedures[procedure].number,
    payload: encodeArguments(procedure, args),
    stream: true,
    signal: options.signal,
    timeoutMs: options.timeoutMs,
});
