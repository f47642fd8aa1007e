/*
 * The declaration of all programs, which the benchmark also uses. The programs run in a separate folder, so this file
 * imports nothing.
 */

/** The declaration of one run, as JSON in the variable `FLEET`. */
export interface Fleet {
    readonly drives: number;
    /** Each revision changes the content of every drive. */
    readonly revision: number;
    /** URIs of the hosts; the drives are spread evenly. */
    readonly hosts: readonly string[];
    /** The pools of each host; its drives are spread evenly. */
    readonly pools: readonly string[];
    /** Whether each drive is attached to the domain of the same name. */
    readonly isAttached: boolean;
}

/** The declaration that the benchmark requested. */
export const readFleet = (): Fleet => JSON.parse(process.env["FLEET"] ?? "");

/** Name of a drive and of its domain. */
export const nameOf = (index: number): string => `guest-${String(index).padStart(4, "0")}`;

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ7dWbLmDYG5mUjhzcFqAV0oIYmxcrr8SQ8hyVw0mDzX ops@example.org";

/** A small drive, like most guests'. */
export interface Content {
    readonly hostname: string;
    readonly publicKeys: Readonly<Record<string, string>>;
    readonly userData: string;
}

/** The content of one drive. */
export const contentOf = (index: number, revision: number): Content => ({
    hostname: `${nameOf(index)}.example.org`,
    publicKeys: { ops: KEY },
    userData: `#cloud-config
package_update: true
packages: [nginx, qemu-guest-agent]
write_files:
  - path: /etc/fleet
    content: ${nameOf(index)}, revision ${revision}
runcmd:
  - [systemctl, enable, --now, qemu-guest-agent]
`,
});

/** Where one drive goes. */
export interface Place {
    readonly connection: string;
    readonly pool: string;
    readonly domain?: string;
}

/** The place of one drive. */
export const placeOf = (index: number, { hosts, pools, isAttached }: Fleet): Place => ({
    connection: hosts[index % hosts.length] ?? "",
    pool: pools[Math.floor(index / hosts.length) % pools.length] ?? "",
    ...(isAttached && { domain: nameOf(index) }),
});

/** Makes something for every drive. */
export const forEachDrive = <T>({ drives }: Fleet, make: (index: number) => T): readonly T[] =>
    Array.from({ length: drives }, (_nothing, index) => make(index));
