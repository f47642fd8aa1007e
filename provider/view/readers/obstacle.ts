import type { ImageContents } from "../../image/read.ts";
import type { Reader, Search } from "./reader.ts";
import { versionTaken } from "./version-taken.ts";

/** The versions of the metadata on a drive. */
export interface MetadataVersions {
    /** The names of their folders. */
    readonly folders: ReadonlySet<string>;
    /** Why the metadata can't be read, by the version, of those that are shown or that a reader takes; empty if it can. */
    readonly failures: ReadonlyMap<string, string>;
}

const FILE_SYSTEMS = { iso9660: "ISO 9660", vfat: "VFAT" } as const;

const wrongLabel = ({ label: { found, isAnyCase } }: Search, { format, label }: ImageContents): string | undefined => {
    const labels = found(format);
    const own = isAnyCase ? label.toLowerCase() : label;
    return labels === undefined || labels.includes(own) ? undefined : `looks for the label ${labels.join(" or ")}`;
};

const wrongFileSystem = ({ fileSystem }: Search, { format }: ImageContents): string | undefined =>
    fileSystem.formats.includes(format) ? undefined : `doesn't read ${FILE_SYSTEMS[format]}`;

/** The version that a reader takes isn't there, or has no metadata that can be read. */
const wrongVersion = (search: Search, { folders, failures }: MetadataVersions): string | undefined => {
    const { dates } = search.version;
    const name = versionTaken(search, folders);
    if (name !== undefined) {
        const failure = failures.get(name) ?? "";
        return failure === "" ? undefined : `reads openstack/${name}, which ${failure}`;
    }
    const newest = dates.at(-1);
    if (newest === undefined) return "only reads openstack/latest, which the drive doesn't have";
    return `reads versions up to ${newest} and latest, of which the drive has none`;
};

/** Why a reader doesn't find a drive, or can't read it; empty if it does. */
export const obstacleOf = ({ searches }: Reader, contents: ImageContents, versions: MetadataVersions): string => {
    const failures = [...versions.failures.values()];
    if (!failures.includes("")) return "the drive has no OpenStack metadata that can be read";
    const reasons = searches.map((search) => {
        const found = [
            wrongLabel(search, contents),
            wrongFileSystem(search, contents),
            wrongVersion(search, versions),
        ].filter((reason) => reason !== undefined);
        return { device: search.device, reason: found.join("; ") };
    });
    if (reasons.some(({ reason }) => reason === "")) return "";
    return reasons.map(({ device, reason }) => (device === "" ? reason : `on a ${device}, ${reason}`)).join("; ");
};
