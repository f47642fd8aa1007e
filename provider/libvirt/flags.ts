/** Flags of libvirt's API, under libvirt's names without the `VIR_` prefix. */

/** `virDomainModificationImpact`: which of a domain's two definitions a call changes. */
export const AFFECT_CURRENT = 0;
export const AFFECT_LIVE = 1;
export const AFFECT_CONFIG = 2;

/** `virDomainDeviceModifyFlags`: change the medium even though the guest keeps the tray locked. */
export const DEVICE_MODIFY_FORCE = 4;

/** `virDomainCreateFlags`: the machine doesn't run until it is resumed; it ends with the connection. */
export const START_PAUSED = 1;
export const START_AUTODESTROY = 2;

/** `virDomainMetadataType`. */
export const DOMAIN_METADATA_ELEMENT = 2;

/** `virDomainXMLFlags`. Without `INACTIVE` a running domain shows its live definition. */
export const DOMAIN_XML_INACTIVE = 2;

/** `virConnectListAllDomainsFlags`. */
export const LIST_DOMAINS_ACTIVE = 1;
export const LIST_DOMAINS_MANAGEDSAVE = 256;
export const LIST_DOMAINS_HAS_SNAPSHOT = 4096;
