import { createHash } from "node:crypto";

const PREFIX = "ua-config-drive-";

/**
 * The user alias of a drive. libvirt keeps it in all definitions of the domain, but silently drops an alias with
 * characters other than letters, digits, `_` and `-`: hence the hash of the prefix instead of the prefix.
 */
export const aliasOf = (volumePrefix: string): string =>
    `${PREFIX}${createHash("sha256").update(volumePrefix).digest("hex").slice(0, 12)}`;

/** Whether an alias is that of any drive, or of a controller that was added for one. */
export const isDriveAlias = (alias: string): boolean => alias.startsWith(PREFIX);

/** The user alias of a controller that is added for drives, and removed with the last of them. */
export const controllerAlias = (type: string, index: number): string => `${PREFIX}${type}-${index}`;
