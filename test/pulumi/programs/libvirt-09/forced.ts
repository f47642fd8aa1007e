/** Domains of libvirt provider 0.9 that get their drives by one call. What changes between runs comes from variables. */
import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";
import { ConfigDrive, type ForcedDomain, forceConfigDrive } from "pulumi-config-drive";

const { env } = process;
const except = env.EXCEPT?.split(" ") ?? ["router"];

const pool = new libvirt.Pool("pool", { type: "dir", target: { path: `${env.FOLDER}/pool` } });

forceConfigDrive(
    (name, { args, parent }: ForcedDomain<libvirt.DomainArgs>) => ({
        pool: pool.name,
        hostname: `${env.GUEST_NAME ?? "guest"}-${name}`,
        meta: { running: pulumi.output(args.running).apply(String), inside: String(parent !== undefined) },
    }),
    { except },
);

const guests: libvirt.Domain[] = [];

const machine = (
    name: string,
    args: Partial<libvirt.DomainArgs> = {},
    opts: pulumi.CustomResourceOptions = {},
): libvirt.Domain => {
    const guest = new libvirt.Domain(
        name,
        {
            type: "qemu",
            title: env.TITLE,
            memory: 64,
            memoryUnit: "MiB",
            os: { type: "hvm", typeMachine: "q35" },
            running: true,
            // Without a system nobody answers a request to shut down.
            update: { shutdown: { timeout: 1 } },
            ...args,
        },
        opts,
    );
    guests.push(guest);
    return guest;
};

class Site extends pulumi.ComponentResource {
    public constructor(kind: string) {
        super(`acme:index:${kind}`, "site");
        machine("web", {}, { parent: this });
    }
}

if (env.RENAMED === "true") machine("app", {}, { aliases: [{ name: "web" }] });
else machine("web");
machine("off", { running: false });
machine("router");
const own = machine("own", { create: { paused: true } });
new ConfigDrive("own-drive", { domain: own.uuid, pool: pool.name, hostname: "own", startDomain: true });
new Site("East");
new Site("West");

/** Names of the domains, in the order of their declaration. */
export const domains = pulumi.all(guests.map(({ name }) => name)).apply((names) => names.join(" "));
