import { ProtocolError } from "./error.ts";
import { array, type Codec, optional, type XdrReader, type XdrWriter } from "./xdr.ts";

/** libvirt's reference to a domain (`remote_nonnull_domain`). */
export interface DomainRef {
    readonly name: string;
    /** 16 bytes. */
    readonly uuid: Uint8Array;
    /** -1 while the domain isn't running. */
    readonly id: number;
}

/** libvirt's reference to a domain's snapshot. */
export interface SnapshotRef {
    readonly name: string;
    readonly domain: DomainRef;
}

/** A storage pool (`remote_nonnull_storage_pool`). */
export interface PoolRef {
    readonly name: string;
    /** 16 bytes. */
    readonly uuid: Uint8Array;
}

/** A storage volume (`remote_nonnull_storage_vol`). */
export interface VolumeRef {
    /** The name of its pool. */
    readonly pool: string;
    readonly name: string;
    /** Identifies it on the whole host. In pools of files, the key is the path. */
    readonly key: string;
}

/** Type of a volume, and its size and allocation in bytes. */
export interface VolumeInfo {
    /** `virStorageVolType`: 0 file, 1 block, 2 dir, 3 network. */
    readonly type: number;
    readonly capacity: number;
    readonly allocation: number;
}

/** State and size of a pool, in bytes. A cluster's sizes can exceed 2^53 and must not end a connection: `bigint`. */
export interface PoolInfo {
    /** `virStoragePoolState`: 0 inactive, 1 building, 2 running, 3 degraded, 4 inaccessible. */
    readonly state: number;
    readonly capacity: bigint;
    readonly allocation: bigint;
    readonly available: bigint;
}

/** A domain's state, and the reason for it. */
export interface DomainState {
    /** `virDomainState`: 1 running, 3 paused, 5 shut off, … */
    readonly state: number;
    readonly reason: number;
}

/** A virtual CPU of a running machine (`remote_vcpu_info`). */
export interface Vcpu {
    readonly number: number;
    readonly state: number;
    /** CPU time that it has used, in nanoseconds; libvirt counts it in the clock ticks of the host. */
    readonly cpuTime: bigint;
    /** The host's CPU that it runs on. */
    readonly cpu: number;
}

/** What the guest has done with a disk since QEMU's start, whatever the media were (`remote_domain_block_stats_ret`). */
export interface BlockStats {
    readonly readRequests: bigint;
    readonly readBytes: bigint;
    readonly writeRequests: bigint;
    readonly writtenBytes: bigint;
    readonly errors: bigint;
}

/** A SASL message. Undefined means none, which differs from an empty one. */
export type SaslToken = Uint8Array | undefined;

/** The daemon's message in a SASL exchange. */
export interface SaslAnswer {
    /** Whether the daemon has accepted the client. */
    readonly complete: boolean;
    readonly token: SaslToken;
}

/** The types of arguments and results of procedures. */
export interface WireTypes {
    readonly none: undefined;
    readonly bool: boolean;
    readonly i32: number;
    readonly u32: number;
    readonly u64: number;
    readonly string: string;
    readonly optionalString: string | undefined;
    readonly uuid: Uint8Array;
    readonly domain: DomainRef;
    readonly domains: readonly DomainRef[];
    readonly domainState: DomainState;
    readonly vcpus: readonly Vcpu[];
    readonly blockStats: BlockStats;
    readonly snapshot: SnapshotRef;
    readonly snapshots: readonly SnapshotRef[];
    readonly pool: PoolRef;
    readonly pools: readonly PoolRef[];
    readonly poolInfo: PoolInfo;
    readonly volume: VolumeRef;
    readonly volumes: readonly VolumeRef[];
    readonly volumeInfo: VolumeInfo;
    readonly authentications: readonly number[];
    readonly saslToken: SaslToken;
    readonly saslAnswer: SaslAnswer;
}

/** The daemon's own limits for lists (`REMOTE_DOMAIN_LIST_MAX` and its kin; 20 for `REMOTE_AUTH_TYPE_LIST_MAX`). */
const MAX_LIST = 16_384;
const MAX_AUTHENTICATIONS = 20;
/** `REMOTE_AUTH_SASL_DATA_MAX`. */
const MAX_SASL_TOKEN = 65_536;
const UUID_BYTES = 16;

const i32: Codec<number> = { write: (w, value) => w.i32(value), read: (r) => r.i32() };
const u32: Codec<number> = { write: (w, value) => w.u32(value), read: (r) => r.u32() };
const bigU64: Codec<bigint> = { write: (w, value) => w.u64(value), read: (r) => r.u64() };
/** -1 stands for a number that the hypervisor doesn't count. */
const bigI64: Codec<bigint> = {
    write: (w, value) => w.u64(BigInt.asUintN(64, value)),
    read: (r) => BigInt.asIntN(64, r.u64()),
};
const string: Codec<string> = { write: (w, value) => w.string(value), read: (r) => r.string() };
const uuid: Codec<Uint8Array> = { write: (w, value) => w.fixed(value, UUID_BYTES), read: (r) => r.fixed(UUID_BYTES) };
const none: Codec<undefined> = { write: () => undefined, read: () => undefined };
const bool: Codec<boolean> = { write: (w, value) => w.i32(value ? 1 : 0), read: (r) => r.i32() !== 0 };

const saslBytes = array(i32, MAX_SASL_TOKEN);

/** `int nil; char data<>`: each character takes the four bytes of an integer (RFC 4506 4.13 with 4.1). */
const saslToken: Codec<SaslToken> = {
    write: (w, value) => {
        w.i32(value === undefined ? 1 : 0);
        saslBytes.write(w, [...(value ?? [])]);
    },
    read: (r) => {
        const isNil = r.i32() !== 0;
        const bytes = Uint8Array.from(saslBytes.read(r));
        return isNil ? undefined : bytes;
    },
};
const u64: Codec<number> = {
    write: (w, value) => w.u64(BigInt(value)),
    read: (r) => {
        const value = Number(r.u64());
        if (!Number.isSafeInteger(value)) throw new ProtocolError(`a size of ${value} bytes`);
        return value;
    },
};

/** The fields of a structure in wire order (RFC 4506 4.14). */
type Fields<T> = readonly { readonly [K in keyof T]: readonly [K, Codec<T[K]>] }[keyof T][];

const struct = <T extends object>(fields: Fields<T>): Codec<T> => ({
    write: (writer, value) => {
        for (const [name, codec] of fields) codec.write(writer, value[name]);
    },
    // The one place where separately read fields become the structure that `Fields` describes.
    read: (reader) => Object.fromEntries(fields.map(([name, codec]) => [name, codec.read(reader)])) as T,
});

/** After the items, a list repeats their count as the call's return value. */
const list = <T>(codec: Codec<T>): Codec<readonly T[]> => {
    const items = array(codec, MAX_LIST);
    return {
        write: (writer: XdrWriter, values: readonly T[]): void => {
            items.write(writer, values);
            writer.u32(values.length);
        },
        read: (reader: XdrReader): readonly T[] => {
            const values = items.read(reader);
            reader.u32();
            return values;
        },
    };
};

const domain: Codec<DomainRef> = struct([
    ["name", string],
    ["uuid", uuid],
    ["id", i32],
]);

const vcpu: Codec<Vcpu> = struct([
    ["number", u32],
    ["state", i32],
    ["cpuTime", bigU64],
    ["cpu", i32],
]);
const vcpuList = array(vcpu, MAX_LIST);

/** After the CPUs come their maps of host CPUs (`opaque cpumaps<>`), which this client never requests. */
const vcpus: Codec<readonly Vcpu[]> = {
    write: (writer, values) => {
        vcpuList.write(writer, values);
        writer.u32(0);
    },
    read: (reader) => {
        const values = vcpuList.read(reader);
        if (reader.u32() !== 0) throw new ProtocolError("maps of CPUs that nobody requested");
        return values;
    },
};

const snapshot: Codec<SnapshotRef> = struct([
    ["name", string],
    ["domain", domain],
]);
const pool: Codec<PoolRef> = struct([
    ["name", string],
    ["uuid", uuid],
]);
const volume: Codec<VolumeRef> = struct([
    ["pool", string],
    ["name", string],
    ["key", string],
]);

/** The encoding of each type. */
export const codecs: { readonly [T in keyof WireTypes]: Codec<WireTypes[T]> } = {
    none,
    bool,
    i32,
    u32,
    u64,
    string,
    optionalString: optional(string),
    uuid,
    domain,
    domains: list(domain),
    snapshot,
    snapshots: list(snapshot),
    domainState: struct([
        ["state", i32],
        ["reason", i32],
    ]),
    vcpus,
    blockStats: struct([
        ["readRequests", bigI64],
        ["readBytes", bigI64],
        ["writeRequests", bigI64],
        ["writtenBytes", bigI64],
        ["errors", bigI64],
    ]),
    pool,
    pools: list(pool),
    poolInfo: struct([
        ["state", u32],
        ["capacity", bigU64],
        ["allocation", bigU64],
        ["available", bigU64],
    ]),
    volume,
    volumes: list(volume),
    volumeInfo: struct([
        ["type", i32],
        ["capacity", u64],
        ["allocation", u64],
    ]),
    authentications: array(i32, MAX_AUTHENTICATIONS),
    saslToken,
    saslAnswer: struct([
        ["complete", bool],
        ["token", saslToken],
    ]),
};
