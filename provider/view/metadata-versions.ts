import type { ImageContents } from "../image/read.ts";

/** Folders with other names are no version that a reader looks for. */
const VERSION = /^openstack\/(latest|\d{4}-\d{2}-\d{2})(?:\/|$)/;

const versionOf = (path: string): string | undefined => VERSION.exec(path)?.[1];

/** The names of the versions of the metadata that a drive has folders for, e.g. `2018-08-27`. They can lack documents. */
export const versionsIn = ({ files, directories }: ImageContents): ReadonlySet<string> =>
    new Set([...files.map(({ path }) => path), ...directories].flatMap((path) => versionOf(path) ?? []));

/** The version that people mean: `latest`, or else the newest with a `meta_data.json`; undefined without any. */
export const shownVersionIn = ({ files }: ImageContents): string | undefined => {
    const names = files.flatMap(({ path }) => (path.endsWith("/meta_data.json") ? (versionOf(path) ?? []) : []));
    return names.includes("latest") ? "latest" : names.toSorted().at(-1);
};
