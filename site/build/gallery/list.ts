/** How examples are grouped, and what menus call them. */
export const GROUPS: ReadonlyMap<string, readonly (readonly [name: string, title: string])[]> = new Map([
    [
        "Every language",
        [
            ["languages", "One program in six languages"],
            ["functions", "Functions in YAML"],
        ],
    ],
    [
        "libvirt",
        [
            ["readme", "A web server"],
            ["quickstart", "The demo"],
            ["cloud-init", "Network, user and files"],
            ["first-boot", "Wait for the first boot"],
            ["volume-only", "A drive as cloudinit"],
            ["appliances", "Network appliances"],
        ],
    ],
    [
        "Many machines",
        [
            ["force-config-drive", "A drive for every machine"],
            ["configuration", "Settings of a project"],
            ["fleet", "Many hosts"],
        ],
    ],
    [
        "Other hypervisors",
        [
            ["vsphere", "vSphere"],
            ["hyper-v", "Hyper-V"],
            ["xen-orchestra", "Xen Orchestra"],
            ["proxmox", "Proxmox VE"],
            ["openstack", "OpenStack and bare metal"],
        ],
    ],
    [
        "Without Pulumi",
        [
            ["cli", "Command line"],
            ["drives", "Inputs of drives"],
        ],
    ],
]);

/** Texts for examples without a `description` in a Pulumi.yaml. */
export const DESCRIPTIONS: ReadonlyMap<string, string> = new Map([
    ["languages", "A storage pool, a disk, the drive and a domain that starts with it, in each of Pulumi's languages."],
    ["fleet", "One stack for each host, several at a time, on Pulumi's own engine."],
    ["appliances", "Routers and firewalls that read their first configuration from a drive."],
    ["openstack", "An appliance with its drive in OpenStack, and a bare-metal node that Ironic deploys with one."],
    ["cli", "The inputs of a drive in JSON, for the command line."],
    ["drives", "Drives for several kinds of guests in YAML, for the command line. [Drives](/drives) shows them."],
]);
