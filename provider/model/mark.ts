import { createHash } from "node:crypto";

const PREFIX = "ua-config-drive-";

/**
 * The user alias of a drive's cdrom. libvirt keeps such an alias in all definitions of the domain, but silently drops
 * one with a character other than letters, digits, `_` and `-`: hence the hash of the prefix instead of the prefix.
 */
export const aliasOf = (volumePrefix: string): string =>
    `${PREFIX}${createHash("sha256").update(volumePrefix).digest("hex").slice(0, 12)}`;

/** Whether an alias is that of any drive's cdrom, or of a controller that came with one. */
export const isDriveAlias = (alias: string): boolean => alias.startsWith(PREFIX);

/** The user alias of a SCSI controller that is added for drives, and goes with the last of them. */
export const controllerAlias = (index: number): string => `${PREFIX}scsi-${index}`;
