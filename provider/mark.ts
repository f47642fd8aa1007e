import { createHash } from "node:crypto";

/**
 * The user alias of a drive's cdrom. libvirt keeps such an alias in all definitions of the domain, but silently drops
 * one with a character other than letters, digits, `_` and `-`: hence the hash of the prefix instead of the prefix.
 */
export const aliasOf = (volumePrefix: string): string =>
    `ua-config-drive-${createHash("sha256").update(volumePrefix).digest("hex").slice(0, 12)}`;
