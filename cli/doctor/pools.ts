import { explain } from "../../provider/engine/explain.ts";
import type { LibvirtClient, PoolRef } from "../../provider/libvirt/client.ts";
import { attribute, childElement, childElements, childText, descendant, parseXml } from "../../provider/libvirt/xml.ts";
import { type HostHandle, lookupPool } from "../../provider/volume/pool.ts";
import { type Finding, fail, isAnswer, ok, warn } from "./finding.ts";

/** Who a process is. */
export interface Account {
    readonly uid: number;
    readonly gid: number;
}

/** A folder as `ls -ld` shows it. */
export interface Folder extends Account {
    readonly path: string;
    readonly mode: number;
}

/** A pool as the host shows it. */
export interface SeenPool {
    readonly name: string;
    /** Why it takes no image; undefined where it does. */
    readonly problem: string | undefined;
    /** Empty where there is a problem. */
    readonly type: string;
    /** Bytes. */
    readonly available: bigint;
    /** Absent where volumes aren't files. */
    readonly folder?: Folder;
}

const readFolder = (xml: string): Folder | undefined => {
    const target = descendant(parseXml(xml), "target");
    const path = target && childText(target, "path");
    const permissions = target && childElement(target, "permissions");
    if (path === undefined || permissions === undefined) return undefined;
    const [mode, uid, gid] = ["mode", "owner", "group"].map((name) => childText(permissions, name) ?? "");
    return { path, mode: Number.parseInt(mode ?? "", 8), uid: Number(uid), gid: Number(gid) };
};

/** Looks at a pool without changing it: what it holds isn't counted anew. */
export const askPool = async (host: HostHandle, name: string): Promise<SeenPool> => {
    const { client, signal } = host;
    const doing = `use pool "${name}"`;
    try {
        const { ref, startsAsZeros } = await lookupPool(host, name, doing);
        const [xml, { available }] = await Promise.all([
            client.storagePoolGetXmlDesc(ref, 0, { signal }),
            client.storagePoolGetInfo(ref, { signal }),
        ]);
        const folder = startsAsZeros ? readFolder(xml) : undefined;
        const type = attribute(parseXml(xml), "type") ?? "";
        return { name, problem: undefined, type, available, ...(folder && { folder }) };
    } catch (error) {
        if (!isAnswer(error) || signal.aborted) throw error;
        return { name, problem: explain(doing, error).message, type: "", available: 0n };
    }
};

/** The account under which the host runs QEMU: `+64055:+64055` of the security model `dac`. */
export const readQemuAccount = (capabilities: string): Account | undefined => {
    const host = childElement(parseXml(capabilities), "host");
    const models = host === undefined ? [] : childElements(host, "secmodel");
    const dac = models.find((model) => childText(model, "model") === "dac");
    const label = dac && childElements(dac, "baselabel").find((each) => attribute(each, "type") === "qemu");
    const [, uid, gid] = /^\+(\d+):\+(\d+)$/.exec(label?.textContent?.trim() ?? "") ?? [];
    return uid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
};

/** Asks under which account the host runs QEMU; undefined where libvirt doesn't say. */
export const askQemuAccount = async (client: LibvirtClient, signal: AbortSignal): Promise<Account | undefined> =>
    readQemuAccount(await client.connectGetCapabilities({ signal }));

const USER_MAY_ENTER = 0o100;
const GROUP_MAY_ENTER = 0o010;
const OTHERS_MAY_ENTER = 0o001;

/** Whether an account may enter a folder, as far as its own group goes. */
export const mayEnter = ({ uid, gid }: Account, folder: Folder): boolean => {
    if (uid === 0) return true;
    if (uid === folder.uid) return (folder.mode & USER_MAY_ENTER) !== 0;
    return (folder.mode & (gid === folder.gid ? GROUP_MAY_ENTER : OTHERS_MAY_ENTER)) !== 0;
};

/** What a pool is to be good for. */
export interface PoolDemand {
    /** Whether the drive goes into this very pool. */
    readonly isNamed: boolean;
    /** Bytes of the image. */
    readonly size: number;
    readonly qemu: Account | undefined;
}

const MIB = 1024n * 1024n;

const showSize = (bytes: bigint): string =>
    bytes < 10_240n * MIB ? `${bytes / MIB} MiB` : `${bytes / (1024n * MIB)} GiB`;

/** Judges a pool; what is wrong with one that nobody asked for is only worth a look. */
export const judgePool = ({ name, problem, type, available, folder }: SeenPool, demand: PoolDemand): Finding => {
    const about = `pool ${name}`;
    const bad = demand.isNamed ? fail : warn;
    if (problem !== undefined) return bad(about, problem);
    const text = `active, type ${type}, ${showSize(available)} free`;
    if (available < BigInt(demand.size)) {
        return bad(
            about,
            `${text}, which is less than an image of ${demand.size} bytes. Make room, or use another pool.`,
        );
    }
    if (folder && demand.qemu && !mayEnter(demand.qemu, folder)) {
        const mode = folder.mode.toString(8).padStart(4, "0");
        return warn(
            about,
            `${text}, but ${folder.path} has mode ${mode}, which keeps QEMU's user (${demand.qemu.uid}) out. Give it the mode 0711.`,
        );
    }
    return ok(about, folder ? `${text}, in ${folder.path}` : text);
};

/** Judges that there is a pool at all for a drive that names none. */
export const judgePools = (pools: readonly SeenPool[]): readonly Finding[] =>
    pools.some(({ problem }) => problem === undefined)
        ? []
        : [fail("pools", "the host has no active pool that takes images. Define one of type dir and start it.")];

/** The pools to look at: the one that is named, or all. */
export const poolNames = async (
    { client, signal }: HostHandle,
    named: string | undefined,
): Promise<readonly string[]> => {
    if (named !== undefined) return [named];
    const all: readonly PoolRef[] = await client.listAllStoragePools(0, { signal });
    return all.map(({ name }) => name).sort();
};
