import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { virsh } from "./host.ts";

/** A pool and a domain of one test, made without Pulumi. */
export interface SingleHost {
    readonly pool: string;
    readonly domain: string;
    readonly uuid: string;
}

/** Of every such domain: it is on the drive, and the same declaration has to give the same image. */
const UUID = "3c9b8a52-6f0e-4a57-8f5d-0d9b7a1e4c11";

/** Takes away what a run left that was killed: its domain would stand in the way of every later one. */
const removeStale = (): void => {
    for (const line of virsh("list", "--all", "--uuid", "--name").split("\n")) {
        const [uuid, domain] = line.trim().split(/\s+/);
        if (uuid === UUID && domain !== undefined) removeDomain(domain);
    }
};

const removeDomain = (domain: string): void => {
    if (virsh("list", "--name").split("\n").includes(domain)) virsh("destroy", domain);
    virsh("undefine", domain);
};

/** Starts a pool in the folder's `pool` and defines a domain that isn't started. */
export const makeHost = (folder: string, devices = ""): SingleHost => {
    removeStale();
    const pool = `config-drive-${randomBytes(4).toString("hex")}`;
    const host = { pool, domain: pool, uuid: UUID };
    virsh("pool-create-as", pool, "dir", "--target", join(folder, "pool"));
    defineDomain(folder, host, devices);
    return host;
};

/** Defines the domain, with the devices that it is to have. */
export const defineDomain = (folder: string, { domain, uuid }: SingleHost, devices: string): void => {
    const xml = join(folder, "domain.xml");
    writeFileSync(
        xml,
        `<domain type='qemu'><name>${domain}</name><uuid>${uuid}</uuid><memory unit='MiB'>64</memory>
           <os><type arch='x86_64' machine='pc'>hvm</type></os>
           <devices>${devices}<memballoon model='none'/></devices></domain>`,
    );
    virsh("define", xml);
};

/** Takes both away. */
export const removeHost = ({ pool, domain }: SingleHost): void => {
    removeDomain(domain);
    virsh("pool-destroy", pool);
};
