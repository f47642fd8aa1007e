/** Domains of `@pulumi/libvirt` 0.5 that get their drives by one call. What changes between runs comes from variables. */
import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";
import { ConfigDrive, type ForcedDomain, forceConfigDrive } from "pulumi-config-drive";

const { env } = process;
const only = env.ONLY?.split(" ");
const isWanted = (name: string): boolean => only === undefined || only.includes(name);

const pool = new libvirt.Pool("pool", { type: "dir", target: { path: `${env.FOLDER}/pool` } });
const other = new libvirt.Pool("other", { type: "dir", target: { path: `${env.FOLDER}/other` } });

if (env.FORCE !== "false") {
    forceConfigDrive(
        (_, { args, parent }: ForcedDomain<libvirt.DomainArgs>) => ({
            pool: env.POOL === "other" ? other.name : pool.name,
            hostname: env.GUEST_NAME ?? "guest",
            meta: { memory: pulumi.output(args.memory).apply(String), inside: String(parent !== undefined) },
        }),
        { except: env.EXCEPT?.split(" ") ?? ["router"] },
    );
}

const guests: libvirt.Domain[] = [];

const machine = (
    name: string,
    args: libvirt.DomainArgs = {},
    opts: pulumi.CustomResourceOptions = {},
): libvirt.Domain => {
    const guest = new libvirt.Domain(name, { type: "qemu", memory: Number(env.MEMORY ?? 64), ...args }, opts);
    guests.push(guest);
    return guest;
};

class Site extends pulumi.ComponentResource {
    public constructor(kind: string) {
        super(`acme:index:${kind}`, "site");
        machine("web", {}, { parent: this });
    }
}

if (isWanted("web")) {
    if (env.RENAMED === "true") machine("app", {}, { aliases: [{ name: "web" }] });
    else machine("web");
}
if (isWanted("router")) machine("router");
if (isWanted("sites")) {
    new Site("East");
    new Site("West");
}
if (isWanted("q35")) machine("q35", { machine: "q35" });
if (isWanted("seed")) {
    const seed = new ConfigDrive("seed", { pool: pool.name, hostname: "seed" });
    machine("seeded", { cloudinit: seed.cloudinitId });
}
if (isWanted("own")) {
    const own = machine("own", { running: false }, { ignoreChanges: ["running"] });
    new ConfigDrive("own-drive", { domain: own.id, pool: pool.name, hostname: "own", startDomain: true });
}

/** Names of the domains, in the order of their declaration. */
export const domains = pulumi.all(guests.map(({ name }) => name)).apply((names) => names.join(" "));
