import type { VersionDate } from "../../tree/versions.ts";
import type { Reader, Search } from "./reader.ts";

/** The name of a version that a reader can take. */
export type TakenVersion = VersionDate | "latest";

/**
 * The version of the metadata that a search takes; undefined if the drive has none that it knows. A folder is enough: a
 * reader that finds no metadata in it doesn't try another one.
 */
export const versionTaken = ({ version: { dates } }: Search, folders: ReadonlySet<string>): TakenVersion | undefined =>
    dates.findLast((date) => folders.has(date)) ?? (folders.has("latest") ? "latest" : undefined);

/** The version that a reader takes, on whichever device. */
export const versionTakenBy = ({ searches }: Reader, folders: ReadonlySet<string>): TakenVersion | undefined =>
    searches.map((search) => versionTaken(search, folders)).find((version) => version !== undefined);
