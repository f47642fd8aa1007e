import type { LibvirtClient, PoolRef } from "../../provider/libvirt/client.ts";
import { explain } from "../../provider/libvirt/explain.ts";
import {
    attribute,
    childElement,
    childElements,
    childText,
    descendant,
    parseXml,
    textOf,
} from "../../provider/libvirt/xml.ts";
import { shellWord } from "../../provider/text/shell-word.ts";
import type { HostHandle } from "../../provider/volume/host.ts";
import { lookupPool } from "../../provider/volume/pool.ts";
import { type Finding, fail, isAnswer, ok, warn } from "./finding.ts";

/** The user and group of a process. */
export interface Account {
    readonly uid: number;
    readonly gid: number;
}

/** A folder as `ls -ld` shows it. */
export interface Folder extends Account {
    readonly path: string;
    readonly mode: number;
}

/** What a host reports about a pool. */
export interface SeenPool {
    readonly name: string;
    /** Why it can't hold an image; undefined if it can. */
    readonly problem: string | undefined;
    /** Empty if there is a problem. */
    readonly type: string;
    /** Bytes. */
    readonly available: bigint;
    /** Absent if volumes aren't files. */
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

/** Asks a host about a pool. Changes nothing: the pool isn't refreshed. */
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

/** The account that QEMU runs as: `+64055:+64055` in the security model `dac`. */
export const readQemuAccount = (capabilities: string): Account | undefined => {
    const host = childElement(parseXml(capabilities), "host");
    const models = host === undefined ? [] : childElements(host, "secmodel");
    const dac = models.find((model) => childText(model, "model") === "dac");
    const label = dac && childElements(dac, "baselabel").find((each) => attribute(each, "type") === "qemu");
    const [, uid, gid] = /^\+(\d+):\+(\d+)$/.exec(label ? textOf(label).trim() : "") ?? [];
    return uid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
};

/** Asks which account QEMU runs as; undefined if libvirt doesn't say. */
export const askQemuAccount = async (client: LibvirtClient, signal: AbortSignal): Promise<Account | undefined> =>
    readQemuAccount(await client.connectGetCapabilities({ signal }));

const USER_MAY_ENTER = 0o100;
const GROUP_MAY_ENTER = 0o010;
const OTHERS_MAY_ENTER = 0o001;

/** Whether an account can enter a folder. Only its primary group counts. */
export const mayEnter = ({ uid, gid }: Account, folder: Folder): boolean => {
    if (uid === 0) return true;
    if (uid === folder.uid) return (folder.mode & USER_MAY_ENTER) !== 0;
    return (folder.mode & (gid === folder.gid ? GROUP_MAY_ENTER : OTHERS_MAY_ENTER)) !== 0;
};

/** What a drive needs of a pool. */
export interface PoolDemand {
    /** Whether the drive goes into this pool. */
    readonly isNamed: boolean;
    /** Bytes of the image. */
    readonly size: number;
    readonly qemu: Account | undefined;
}

const MIB = 1024n * 1024n;

const showSize = (bytes: bigint): string =>
    bytes < 10_240n * MIB ? `${bytes / MIB} MiB` : `${bytes / (1024n * MIB)} GiB`;

/** Judges a pool. A problem with one that nobody named is only a warning. */
export const judgePool = ({ name, problem, type, available, folder }: SeenPool, demand: PoolDemand): Finding => {
    const about = `pool ${name}`;
    const bad = demand.isNamed ? fail : warn;
    if (problem !== undefined) return bad(about, problem);
    const text = `active, type ${type}, ${showSize(available)} free`;
    if (available < BigInt(demand.size)) {
        return bad(
            about,
            `${text}: too little for an image of ${demand.size} bytes. Free some space, or use another pool.`,
        );
    }
    if (folder && demand.qemu && !mayEnter(demand.qemu, folder)) {
        const mode = folder.mode.toString(8).padStart(4, "0");
        return warn(
            about,
            `${text}, but ${folder.path} has mode ${mode}: QEMU's user (UID ${demand.qemu.uid}) can't enter it. Run on the host: chmod a+x ${shellWord(folder.path)}`,
        );
    }
    return ok(about, folder ? `${text}, in ${folder.path}` : text);
};

/** Judges whether a drive that names no pool has one to go into. */
export const judgePools = (pools: readonly SeenPool[]): readonly Finding[] =>
    pools.some(({ problem }) => problem === undefined)
        ? []
        : [
              fail(
                  "pools",
                  "the host has no active pool that can hold images. Define one (virsh -c URI pool-define-as NAME dir --target FOLDER) and start it (virsh -c URI pool-start NAME).",
              ),
          ];

/** The pools to examine: the named one, or all. */
export const poolNames = async (
    { client, signal }: HostHandle,
    named: string | undefined,
): Promise<readonly string[]> => {
    if (named !== undefined) return [named];
    const all: readonly PoolRef[] = await client.listAllStoragePools(0, { signal });
    return all.map(({ name }) => name).sort();
};
