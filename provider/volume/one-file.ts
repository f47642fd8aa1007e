import { ifThere, isNoStorageVolume } from "../libvirt/error.ts";
import { childText, descendant, parseXml } from "../libvirt/xml.ts";
import { lookupVolume } from "./find.ts";
import type { HostHandle } from "./host.ts";

/** When a file was last changed, to the nanosecond; undefined if libvirt doesn't know the volume or its times. */
const lastChange = async (host: HostHandle, key: string): Promise<string | undefined> => {
    const volume = await lookupVolume(host, key);
    if (volume === undefined) return undefined;
    const xml = await ifThere(host.client.storageVolGetXmlDesc(volume, { signal: host.signal }), isNoStorageVolume);
    const times = xml === undefined ? undefined : descendant(parseXml(xml), "target", "timestamps");
    return times && `${childText(times, "mtime")} ${childText(times, "ctime")}`;
};

/**
 * Whether two volumes are one file; undefined if libvirt doesn't show enough of both. It accepts two pools whose
 * directories are the same through a link, and then lists each file twice. It doesn't report inodes, but no two
 * uploaded files have the same times.
 */
export const areOneFile = async (host: HostHandle, key: string, other: string): Promise<boolean | undefined> => {
    const [one, two] = await Promise.all([lastChange(host, key), lastChange(host, other)]);
    return one === undefined || two === undefined ? undefined : one === two;
};
