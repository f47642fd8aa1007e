import type { DomainRef, LibvirtClient, PoolRef } from "../../provider/libvirt/client.ts";

/*
 * Calls that only tests make: they define, stop and remove the domains and pools that the package only works with.
 */

/** `virDomainUndefineFlagsValues`. */
export const DOMAIN_UNDEFINE_MANAGED_SAVE = 1;

/** `virDomainState`. */
export const DOMAIN_RUNNING = 1;
export const DOMAIN_SHUTOFF = 5;

/** `virConnectListAllStoragePoolsFlags`. */
export const LIST_STORAGE_POOLS_ACTIVE = 2;

const DOMAIN_DEFINE = { name: "domainDefineXml", number: 11, args: ["string"], result: "domain" } as const;
const DOMAIN_UNDEFINE = { name: "domainUndefineFlags", number: 231, args: ["domain", "u32"], result: "none" } as const;
const POOL_CREATE_XML = { name: "storagePoolCreateXml", number: 76, args: ["string", "u32"], result: "pool" } as const;
const POOL_DEFINE_XML = { name: "storagePoolDefineXml", number: 77, args: ["string", "u32"], result: "pool" } as const;
const POOL_CREATE = { name: "storagePoolCreate", number: 78, args: ["pool", "u32"], result: "none" } as const;
const POOL_BUILD = { name: "storagePoolBuild", number: 79, args: ["pool", "u32"], result: "none" } as const;
const POOL_DESTROY = { name: "storagePoolDestroy", number: 80, args: ["pool"], result: "none" } as const;
const POOL_UNDEFINE = { name: "storagePoolUndefine", number: 82, args: ["pool"], result: "none" } as const;
const GET_URI = { name: "getUri", number: 110, args: [], result: "string" } as const;

/** Defines a domain, or changes its definition. */
export const defineDomain = (client: LibvirtClient, xml: string): Promise<DomainRef> =>
    client.call(DOMAIN_DEFINE, [xml]);

/** Removes a domain's definition. */
export const undefineDomain = (client: LibvirtClient, domain: DomainRef, flags: number): Promise<undefined> =>
    client.call(DOMAIN_UNDEFINE, [domain, flags]);

/** Starts a pool that is forgotten when it is stopped. */
export const createTransientPool = (client: LibvirtClient, xml: string): Promise<PoolRef> =>
    client.call(POOL_CREATE_XML, [xml, 0]);

/** Defines a pool. */
export const definePool = (client: LibvirtClient, xml: string): Promise<PoolRef> =>
    client.call(POOL_DEFINE_XML, [xml, 0]);

/** Makes the folder of a defined pool. */
export const buildPool = (client: LibvirtClient, pool: PoolRef): Promise<undefined> =>
    client.call(POOL_BUILD, [pool, 0]);

/** Starts a defined pool. */
export const startPool = (client: LibvirtClient, pool: PoolRef): Promise<undefined> =>
    client.call(POOL_CREATE, [pool, 0]);

/** Stops a pool; its volumes stay. */
export const stopPool = (client: LibvirtClient, pool: PoolRef): Promise<undefined> => client.call(POOL_DESTROY, [pool]);

/** Removes a pool's definition. */
export const undefinePool = (client: LibvirtClient, pool: PoolRef): Promise<undefined> =>
    client.call(POOL_UNDEFINE, [pool]);

/** The URI as the daemon knows it: `qemu:///system`. */
export const uriOf = (client: LibvirtClient): Promise<string> => client.call(GET_URI, []);
