import { call, streamRequest } from "./call.ts";
import { throwAsHotplug } from "./error.ts";
import type { CallOptions } from "./exchange.ts";
import { AFFECT_LIVE, DOMAIN_METADATA_ELEMENT } from "./flags.ts";
import { openConnection } from "./handshake.ts";
import type { KeepaliveTimes } from "./keepalive.ts";
import { type Attempt, Link } from "./link.ts";
import { type ArgumentsOf, isRepeatable, type Procedure, procedures, type ResultOf } from "./procedures.ts";
import { download, downloadTo, type Source, upload } from "./stream.ts";
import { type Environment, parseUri } from "./uri.ts";
import type { DomainRef, DomainState, PoolInfo, PoolRef, SnapshotRef, Vcpu, VolumeInfo, VolumeRef } from "./wire.ts";

export type { CallOptions } from "./exchange.ts";
export type { Environment } from "./uri.ts";
export type { DomainRef, DomainState, PoolInfo, PoolRef, SnapshotRef, Vcpu, VolumeInfo, VolumeRef } from "./wire.ts";

/** How to connect. */
export interface ConnectOptions {
    /** The variables that say where a session daemon's socket, the certificates and libvirt's credentials file are. */
    readonly environment: Environment;
    /** The SASL password. @default the one in libvirt's credentials file */
    readonly password?: string | undefined;
    readonly signal?: AbortSignal | undefined;
    /**
     * How long the daemon may take to answer a call, or a stream may stall, before the call fails.
     * libvirt itself waits up to 30 s for another call on the same domain.
     * @default 60000
     */
    readonly timeoutMs?: number | undefined;
    /** How a host that vanished is detected. @default a question every 5 s, lost after 30 s */
    readonly keepalive?: KeepaliveTimes | undefined;
}

const DEFAULT_TIMEOUT_MS = 60_000;

/** Returns what receives a stream from its start, again for a second attempt. */
type Open = () => (data: Uint8Array) => void;

/** Requests the items of a list, not only their count. */
const NEED_RESULTS = 1;

/**
 * libvirt's API over one connection: a method per procedure, with libvirt's name, arguments and flags. A refused call
 * throws a `LibvirtError`; a broken connection, a deadline or a fired signal throws a `ConfigDriveError`. A broken
 * connection is reopened once for calls that weren't sent or that change nothing.
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

    /** Rejects pending calls. A second call does nothing. */
    public close(): Promise<void> {
        return this.#link.close();
    }

    /** Calls a procedure; the methods below do so under libvirt's names. */
    public call<P extends Procedure>(
        procedure: P,
        args: ArgumentsOf<P>,
        options: CallOptions = {},
    ): Promise<ResultOf<P>> {
        return this.#run(procedure.name, (calls) => call(calls, procedure, args, options), options);
    }

    public domainLookupByName(name: string, options?: CallOptions): Promise<DomainRef> {
        return this.call(procedures.domainLookupByName, [name], options);
    }
    /** @param uuid 16 bytes */
    public domainLookupByUuid(uuid: Uint8Array, options?: CallOptions): Promise<DomainRef> {
        return this.call(procedures.domainLookupByUuid, [uuid], options);
    }
    public domainGetXmlDesc(domain: DomainRef, flags: number, options?: CallOptions): Promise<string> {
        return this.call(procedures.domainGetXmlDesc, [domain, flags], options);
    }
    public domainGetState(domain: DomainRef, options?: CallOptions): Promise<DomainState> {
        return this.call(procedures.domainGetState, [domain, 0], options);
    }
    public domainIsActive(domain: DomainRef, options?: CallOptions): Promise<boolean> {
        return this.call(procedures.domainIsActive, [domain], options);
    }
    public domainIsPersistent(domain: DomainRef, options?: CallOptions): Promise<boolean> {
        return this.call(procedures.domainIsPersistent, [domain], options);
    }
    /** Starts the domain. The result carries its new id. */
    public domainCreate(domain: DomainRef, options?: CallOptions): Promise<DomainRef> {
        return this.call(procedures.domainCreateWithFlags, [domain, 0], options);
    }
    /** Lets a paused machine run. */
    public domainResume(domain: DomainRef, options?: CallOptions): Promise<undefined> {
        return this.call(procedures.domainResume, [domain], options);
    }
    /** The virtual CPUs of a running machine, the first `count` of them. */
    public domainGetVcpus(domain: DomainRef, count: number, options?: CallOptions): Promise<readonly Vcpu[]> {
        return this.call(procedures.domainGetVcpus, [domain, count, 0], options);
    }
    /** Starts a machine that has no persistent definition. */
    public domainCreateXml(xml: string, flags: number, options?: CallOptions): Promise<DomainRef> {
        return this.call(procedures.domainCreateXml, [xml, flags], options);
    }
    /** Ends a machine at once, as a power cut does. */
    public domainDestroy(domain: DomainRef, options?: CallOptions): Promise<undefined> {
        return this.call(procedures.domainDestroy, [domain], options);
    }
    public domainAttachDeviceFlags(
        domain: DomainRef,
        xml: string,
        flags: number,
        options?: CallOptions,
    ): Promise<undefined> {
        const attach = this.call(procedures.domainAttachDeviceFlags, [domain, xml, flags], options);
        return (flags & AFFECT_LIVE) === 0 ? attach : attach.catch(throwAsHotplug);
    }
    public domainDetachDeviceFlags(
        domain: DomainRef,
        xml: string,
        flags: number,
        options?: CallOptions,
    ): Promise<undefined> {
        return this.call(procedures.domainDetachDeviceFlags, [domain, xml, flags], options);
    }
    public domainUpdateDeviceFlags(
        domain: DomainRef,
        xml: string,
        flags: number,
        options?: CallOptions,
    ): Promise<undefined> {
        return this.call(procedures.domainUpdateDeviceFlags, [domain, xml, flags], options);
    }
    public domainHasManagedSaveImage(domain: DomainRef, options?: CallOptions): Promise<boolean> {
        return this.call(procedures.domainHasManagedSaveImage, [domain, 0], options);
    }
    /** The definition with which the domain resumes. */
    public domainManagedSaveGetXmlDesc(domain: DomainRef, options?: CallOptions): Promise<string> {
        return this.call(procedures.domainManagedSaveGetXmlDesc, [domain, 0], options);
    }
    /** Sets the element of a namespace in the domain's `<metadata>`; undefined removes it. */
    public domainSetMetadata(
        domain: DomainRef,
        xml: string | undefined,
        name: { readonly prefix: string; readonly uri: string },
        flags: number,
        options?: CallOptions,
    ): Promise<undefined> {
        const args = [domain, DOMAIN_METADATA_ELEMENT, xml, name.prefix, name.uri, flags] as const;
        return this.call(procedures.domainSetMetadata, args, options);
    }
    public domainListAllSnapshots(domain: DomainRef, options?: CallOptions): Promise<readonly SnapshotRef[]> {
        return this.call(procedures.domainListAllSnapshots, [domain, NEED_RESULTS, 0], options);
    }
    public domainSnapshotGetXmlDesc(snapshot: SnapshotRef, options?: CallOptions): Promise<string> {
        return this.call(procedures.domainSnapshotGetXmlDesc, [snapshot, 0], options);
    }
    public listAllDomains(flags: number, options?: CallOptions): Promise<readonly DomainRef[]> {
        return this.call(procedures.listAllDomains, [NEED_RESULTS, flags], options);
    }

    public storagePoolLookupByName(name: string, options?: CallOptions): Promise<PoolRef> {
        return this.call(procedures.storagePoolLookupByName, [name], options);
    }
    public storagePoolGetInfo(pool: PoolRef, options?: CallOptions): Promise<PoolInfo> {
        return this.call(procedures.storagePoolGetInfo, [pool], options);
    }
    public storagePoolIsActive(pool: PoolRef, options?: CallOptions): Promise<boolean> {
        return this.call(procedures.storagePoolIsActive, [pool], options);
    }
    public storagePoolGetXmlDesc(pool: PoolRef, flags: number, options?: CallOptions): Promise<string> {
        return this.call(procedures.storagePoolGetXmlDesc, [pool, flags], options);
    }
    public storagePoolRefresh(pool: PoolRef, options?: CallOptions): Promise<undefined> {
        return this.call(procedures.storagePoolRefresh, [pool, 0], options);
    }
    public storagePoolListAllVolumes(pool: PoolRef, options?: CallOptions): Promise<readonly VolumeRef[]> {
        return this.call(procedures.storagePoolListAllVolumes, [pool, NEED_RESULTS, 0], options);
    }
    public listAllStoragePools(flags: number, options?: CallOptions): Promise<readonly PoolRef[]> {
        return this.call(procedures.listAllStoragePools, [NEED_RESULTS, flags], options);
    }

    public storageVolCreateXml(pool: PoolRef, xml: string, flags: number, options?: CallOptions): Promise<VolumeRef> {
        return this.call(procedures.storageVolCreateXml, [pool, xml, flags], options);
    }
    public storageVolLookupByName(pool: PoolRef, name: string, options?: CallOptions): Promise<VolumeRef> {
        return this.call(procedures.storageVolLookupByName, [pool, name], options);
    }
    public storageVolLookupByKey(key: string, options?: CallOptions): Promise<VolumeRef> {
        return this.call(procedures.storageVolLookupByKey, [key], options);
    }
    public storageVolLookupByPath(path: string, options?: CallOptions): Promise<VolumeRef> {
        return this.call(procedures.storageVolLookupByPath, [path], options);
    }
    public storageVolGetInfo(volume: VolumeRef, options?: CallOptions): Promise<VolumeInfo> {
        return this.call(procedures.storageVolGetInfo, [volume], options);
    }
    public storageVolGetXmlDesc(volume: VolumeRef, options?: CallOptions): Promise<string> {
        return this.call(procedures.storageVolGetXmlDesc, [volume, 0], options);
    }
    public storageVolGetPath(volume: VolumeRef, options?: CallOptions): Promise<string> {
        return this.call(procedures.storageVolGetPath, [volume], options);
    }
    public storageVolDelete(volume: VolumeRef, options?: CallOptions): Promise<undefined> {
        return this.call(procedures.storageVolDelete, [volume, 0], options);
    }
    /** Overwrites all of a volume with zeros. A sparse file stays sparse. */
    public storageVolWipe(volume: VolumeRef, options?: CallOptions): Promise<undefined> {
        return this.call(procedures.storageVolWipe, [volume, 0], options);
    }

    /**
     * Writes the chunks of a source to a volume, by default to its start; other bytes stay.
     *
     * @param length Total of all chunks. Without it libvirt would let a file grow past its capacity.
     */
    public async storageVolUpload(
        volume: VolumeRef,
        source: Source,
        length: number,
        { offset = 0, ...options }: CallOptions & { readonly offset?: number } = {},
    ): Promise<void> {
        const request = streamRequest(procedures.storageVolUpload, [volume, offset, length, 0], options);
        await this.#run("storageVolUpload", (calls) => upload(calls, request, { source, length }), options);
    }

    /** Reads a volume, by default from its start. The result is shorter than `length` if the volume ends earlier. */
    public async storageVolDownload(
        volume: VolumeRef,
        range: { readonly offset?: number; readonly length: number; readonly maximum: number },
        options?: CallOptions,
    ): Promise<Uint8Array> {
        const { offset = 0, length, maximum } = range;
        const request = streamRequest(procedures.storageVolDownload, [volume, offset, length, 0], options);
        return await this.#run("storageVolDownload", (calls) => download(calls, request, length, maximum), options);
    }

    /** Reads a volume from its start, piece by piece. */
    public storageVolRead(volume: VolumeRef, length: number, open: Open, options?: CallOptions): Promise<void> {
        return this.receive(procedures.storageVolDownload, [volume, 0, length, 0], { open, maximum: length }, options);
    }
    /** Calls a procedure that answers with a stream. More than `maximum` bytes are an error. */
    public async receive<P extends Procedure>(
        procedure: P,
        args: ArgumentsOf<P>,
        { open, maximum }: { readonly open: Open; readonly maximum: number },
        options?: CallOptions,
    ): Promise<void> {
        const request = streamRequest(procedure, args, options);
        await this.#run(procedure.name, (calls) => downloadTo(calls, request, { receive: open(), maximum }), options);
    }

    /** The driver behind the connection: `QEMU`. */
    public connectGetType(options?: CallOptions): Promise<string> {
        return this.call(procedures.connectGetType, [], options);
    }
    /** The hypervisor's version: 7.2.0 is 7002000. */
    public connectGetVersion(options?: CallOptions): Promise<number> {
        return this.call(procedures.connectGetVersion, [], options);
    }
    public connectGetCapabilities(options?: CallOptions): Promise<string> {
        return this.call(procedures.connectGetCapabilities, [], options);
    }
    public connectFindStoragePoolSources(type: string, options?: CallOptions): Promise<string> {
        return this.call(procedures.connectFindStoragePoolSources, [type, undefined, 0], options);
    }
    /** The daemon's version: 9.0.0 is 9000000. */
    public getLibVersion(options?: CallOptions): Promise<number> {
        return this.call(procedures.getLibVersion, [], options);
    }
    public getHostname(options?: CallOptions): Promise<string> {
        return this.call(procedures.getHostname, [], options);
    }

    #run<T>(name: string, make: Attempt<T>["make"], options: CallOptions = {}): Promise<T> {
        return this.#link.run({ make, repeatable: isRepeatable(name), signal: options.signal });
    }
}

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
