/** Flags and states of libvirt's API, by libvirt's names without their `VIR_` prefix. */

/** `virDomainModificationImpact`: which of a domain's two definitions a call is for. */
export const AFFECT_CURRENT = 0;
export const AFFECT_LIVE = 1;
export const AFFECT_CONFIG = 2;

/** `virDomainDeviceModifyFlags`: swap the medium although the guest holds the tray shut. */
export const DEVICE_MODIFY_FORCE = 4;

/** `virDomainMetadataType`. */
export const DOMAIN_METADATA_ELEMENT = 2;

/** `virDomainXMLFlags`. Without `INACTIVE` a running domain shows its live definition. */
export const DOMAIN_XML_INACTIVE = 2;

/** `virDomainUndefineFlagsValues`. */
export const DOMAIN_UNDEFINE_MANAGED_SAVE = 1;

/** `virDomainState`. */
export const DOMAIN_RUNNING = 1;
export const DOMAIN_SHUTOFF = 5;

/** `virConnectListAllStoragePoolsFlags`. */
export const LIST_STORAGE_POOLS_ACTIVE = 2;
