import type { ImageContents } from "../../image/read.ts";
import type { Reader, Search } from "./reader.ts";

const FILE_SYSTEMS = { iso9660: "ISO 9660", vfat: "VFAT" } as const;

const wrongLabel = ({ label: { found, isAnyCase } }: Search, { format, label }: ImageContents): string | undefined => {
    const labels = found(format);
    const own = isAnyCase ? label.toLowerCase() : label;
    return labels === undefined || labels.includes(own) ? undefined : `looks for the label ${labels.join(" or ")}`;
};

const wrongFileSystem = ({ fileSystem }: Search, { format }: ImageContents): string | undefined =>
    fileSystem.formats.includes(format) ? undefined : `doesn't read ${FILE_SYSTEMS[format]}`;

const wrongVersion = ({ version: { newest } }: Search, versions: readonly string[]): string | undefined => {
    if (versions.includes("latest")) return undefined;
    if (newest === "") return "only reads openstack/latest, which the drive doesn't have";
    const isDated = versions.some((name) => /^\d{4}-\d{2}-\d{2}$/.test(name) && name <= newest);
    return isDated ? undefined : `reads versions up to ${newest} and latest, of which the drive has none`;
};

/**
 * Why a reader doesn't find a drive, or can't read it; empty if it does.
 *
 * @param versions The versions of the metadata; none if it can't be read.
 */
export const obstacleOf = ({ searches }: Reader, contents: ImageContents, versions: readonly string[]): string => {
    if (versions.length === 0) return "the drive has no OpenStack metadata that can be read";
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
