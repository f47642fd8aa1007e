/**
 * What a domain of `@pulumi/libvirt` 0.5 goes through when it is made and its drive starts it: that provider starts each
 * new domain, and stops it about 2 s later if it is declared as off.
 */
export const DOMAIN_FIRST = ["Defined", "Started without the drive", "Stopped", "Started with the drive"];

/** The same for one that is made with the drive in its `cloudinit`. */
export const DRIVE_FIRST = ["Defined", "Started with the drive"];

/** The end of a running domain. */
export const GONE = ["Stopped", "Undefined"];
