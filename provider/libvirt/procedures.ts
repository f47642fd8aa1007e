import { LibvirtError } from "./error.ts";
import { QEMU_PROGRAM } from "./packet.ts";
import { codecs, type WireTypes } from "./wire.ts";
import { wireError } from "./wire-error.ts";
import { type Codec, XdrReader, XdrWriter } from "./xdr.ts";

type WireType = keyof WireTypes;

interface Row {
    readonly number: number;
    readonly args: readonly WireType[];
    readonly result: WireType;
}

/** A procedure of one of libvirt's programs. */
export interface Procedure extends Row {
    readonly name: string;
    /** @default libvirt's remote program */
    readonly program?: number;
}

const rows = {
    connectOpen: { number: 1, args: ["optionalString", "u32"], result: "none" },
    connectGetType: { number: 3, args: [], result: "string" },
    connectGetVersion: { number: 4, args: [], result: "u64" },
    connectGetCapabilities: { number: 7, args: [], result: "string" },
    domainCreateXml: { number: 10, args: ["string", "u32"], result: "domain" },
    domainDestroy: { number: 12, args: ["domain"], result: "none" },
    domainGetXmlDesc: { number: 14, args: ["domain", "u32"], result: "string" },
    domainGetVcpus: { number: 20, args: ["domain", "i32", "i32"], result: "vcpus" },
    domainLookupByName: { number: 23, args: ["string"], result: "domain" },
    domainLookupByUuid: { number: 24, args: ["uuid"], result: "domain" },
    domainResume: { number: 28, args: ["domain"], result: "none" },
    getHostname: { number: 59, args: [], result: "string" },
    connectSupportsFeature: { number: 60, args: ["i32"], result: "bool" },
    domainBlockStats: { number: 64, args: ["domain", "string"], result: "blockStats" },
    authList: { number: 66, args: [], result: "authentications" },
    authSaslInit: { number: 67, args: [], result: "string" },
    authSaslStart: { number: 68, args: ["string", "saslToken"], result: "saslAnswer" },
    authSaslStep: { number: 69, args: ["saslToken"], result: "saslAnswer" },
    authPolkit: { number: 70, args: [], result: "bool" },
    connectFindStoragePoolSources: { number: 75, args: ["string", "optionalString", "u32"], result: "string" },
    storagePoolRefresh: { number: 83, args: ["pool", "u32"], result: "none" },
    storagePoolLookupByName: { number: 84, args: ["string"], result: "pool" },
    storagePoolGetInfo: { number: 87, args: ["pool"], result: "poolInfo" },
    storagePoolGetXmlDesc: { number: 88, args: ["pool", "u32"], result: "string" },
    storageVolCreateXml: { number: 93, args: ["pool", "string", "u32"], result: "volume" },
    storageVolDelete: { number: 94, args: ["volume", "u32"], result: "none" },
    storageVolLookupByName: { number: 95, args: ["pool", "string"], result: "volume" },
    storageVolLookupByKey: { number: 96, args: ["string"], result: "volume" },
    storageVolLookupByPath: { number: 97, args: ["string"], result: "volume" },
    storageVolGetInfo: { number: 98, args: ["volume"], result: "volumeInfo" },
    storageVolGetXmlDesc: { number: 99, args: ["volume", "u32"], result: "string" },
    storageVolGetPath: { number: 100, args: ["volume"], result: "string" },
    domainIsActive: { number: 150, args: ["domain"], result: "bool" },
    domainIsPersistent: { number: 151, args: ["domain"], result: "bool" },
    storagePoolIsActive: { number: 154, args: ["pool"], result: "bool" },
    getLibVersion: { number: 157, args: [], result: "u64" },
    domainAttachDeviceFlags: { number: 160, args: ["domain", "string", "u32"], result: "none" },
    domainDetachDeviceFlags: { number: 161, args: ["domain", "string", "u32"], result: "none" },
    storageVolWipe: { number: 165, args: ["volume", "u32"], result: "none" },
    domainUpdateDeviceFlags: { number: 174, args: ["domain", "string", "u32"], result: "none" },
    domainHasManagedSaveImage: { number: 183, args: ["domain", "u32"], result: "bool" },
    domainSnapshotGetXmlDesc: { number: 186, args: ["snapshot", "u32"], result: "string" },
    domainCreateWithFlags: { number: 196, args: ["domain", "u32"], result: "domain" },
    domainOpenConsole: { number: 201, args: ["domain", "optionalString", "u32"], result: "none" },
    storageVolUpload: { number: 208, args: ["volume", "u64", "u64", "u32"], result: "none" },
    storageVolDownload: { number: 209, args: ["volume", "u64", "u64", "u32"], result: "none" },
    domainGetState: { number: 212, args: ["domain", "u32"], result: "domainState" },
    domainSetMetadata: {
        number: 264,
        args: ["domain", "i32", "optionalString", "optionalString", "optionalString", "u32"],
        result: "none",
    },
    listAllDomains: { number: 273, args: ["i32", "u32"], result: "domains" },
    domainListAllSnapshots: { number: 274, args: ["domain", "i32", "u32"], result: "snapshots" },
    listAllStoragePools: { number: 281, args: ["i32", "u32"], result: "pools" },
    storagePoolListAllVolumes: { number: 282, args: ["pool", "i32", "u32"], result: "volumes" },
    domainManagedSaveGetXmlDesc: { number: 388, args: ["domain", "u32"], result: "string" },
} as const;

/** Procedures of the program that only QEMU's driver has. */
const qemuRows = {
    domainAgentCommand: { number: 3, args: ["domain", "string", "i32", "u32"], result: "optionalString" },
} as const;

type Named<R> = { readonly [N in keyof R]: R[N] & { readonly name: N; readonly program?: number } };

const named = <R extends Readonly<Record<string, Row>>>(
    rowsOf: R,
    more: { readonly program?: number } = {},
): Named<R> =>
    // The one place where entries become the object that `Named` says they are.
    Object.fromEntries(Object.entries(rowsOf).map(([name, row]) => [name, { name, ...more, ...row }])) as Named<R>;

/** The procedures that this client calls. libvirt never changes their numbers. */
export const procedures: Named<typeof rows & typeof qemuRows> = {
    ...named(rows),
    ...named(qemuRows, { program: QEMU_PROGRAM }),
};

/** Matches the names of procedures that change nothing. */
const READS =
    /^(list|get|connect(Supports|Get|Find)|domain(BlockStats|Get|Has|Is|List|Lookup|ManagedSaveGet|SnapshotGet)|storage(Pool|Vol)(Get|Is|List|Lookup|Download))/;

/** Whether a call can be repeated although the daemon may have carried it out. */
export const isRepeatable = (name: string): boolean => READS.test(name);

type Values<A extends readonly WireType[]> = { readonly [I in keyof A]: WireTypes[A[I]] };

/** A procedure's arguments, in order. */
export type ArgumentsOf<P extends Procedure> = Values<P["args"]>;

/** What a procedure returns. */
export type ResultOf<P extends Procedure> = WireTypes[P["result"]];

/** The payload of a call. */
export const encodeArguments = <P extends Procedure>({ args: types }: P, args: ArgumentsOf<P>): Uint8Array => {
    const values: readonly unknown[] = args;
    const writer = new XdrWriter();
    for (const [index, type] of types.entries()) {
        // `ArgumentsOf` pairs each value with its type; inside the loop that pairing is lost.
        (codecs[type] as Codec<unknown>).write(writer, values[index]);
    }
    return writer.take();
};

const decode = <T>(codec: Codec<T>, payload: Uint8Array): T => {
    const reader = new XdrReader(payload);
    const value = codec.read(reader);
    reader.end();
    return value;
};

/** The payload of a reply. */
export const decodeResult = <P extends Procedure>({ result }: P, payload: Uint8Array): ResultOf<P> =>
    decode(codecs[result] as Codec<unknown>, payload) as ResultOf<P>;

/** The payload of a reply or stream packet with the status "error". */
export const decodeError = (procedure: string, payload: Uint8Array): LibvirtError =>
    new LibvirtError(procedure, decode(wireError, payload));
