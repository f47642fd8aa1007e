import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";

/** A drive that the site shows. */
interface ShownDrive {
    /** The name of its page. */
    readonly name: string;
    readonly title: string;
    readonly summary: string;
    /** Its inputs, below `examples/`; two are compared. */
    readonly inputs: readonly string[];
}

const DRIVES: readonly ShownDrive[] = [
    {
        name: "web",
        title: "A web server",
        summary: "cloud-init with a key, a static address and a file.",
        inputs: ["cli/inputs.json"],
    },
    {
        name: "bond",
        title: "A database server",
        summary: "Two NICs in a bond, a VLAN on it, IPv4 and IPv6, and a NIC with DHCP.",
        inputs: ["drives/bond.yaml"],
    },
    {
        name: "windows",
        title: "A Windows server",
        summary: "cloudbase-init with a password and a PowerShell script.",
        inputs: ["drives/windows.yaml"],
    },
    {
        name: "ignition",
        title: "A Fedora CoreOS machine",
        summary: "Ignition, and Afterburn for the host name and the keys.",
        inputs: ["drives/ignition.yaml"],
    },
    {
        name: "hypervisor",
        title: "A hypervisor",
        summary: "40 links: NICs, bonds and VLANs.",
        inputs: ["drives/hypervisor.json"],
    },
    {
        name: "change",
        title: "A change",
        summary: "What differs between two drives of a web server.",
        inputs: ["drives/web.yaml", "drives/web-next.yaml"],
    },
];

/** Writes the pages of the drives with the product's own command, into a folder that the site serves as it is. */
export const writeDrives = (root: string, folder: string): void => {
    mkdirSync(folder, { recursive: true });
    for (const { name, inputs } of DRIVES) {
        const page = join(folder, `${name}.html`);
        const command = [
            join(root, "cli", "config-drive.ts"),
            "show",
            ...inputs.map((path) => join(root, "examples", path)),
            "--output",
            page,
        ];
        // The sources run as they are, so the site needs no build of the product.
        execFileSync(process.execPath, ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", ...command], {
            stdio: ["ignore", "ignore", "inherit"],
        });
        // The command's own files are for their owner alone; a web server has to read these.
        chmodSync(page, 0o644);
    }
};

/** A link that the browser follows itself: the page isn't one of VitePress's. */
const linkTo = (name: string, text: string): string => `<a href="./shown/${name}.html" target="_self">${text}</a>`;

/** The page that lists the drives, with one of them in it. */
export const drivesPage = (): string =>
    [
        "# Drives",
        "`config-drive show` makes one page of a drive, which needs no network. It shows what the guest will do, its network,\nthe files, and what each reader takes from them. These pages come from [inputs](/examples/drives) among the examples:",
        DRIVES.map(({ name, title, summary }) => `- ${linkTo(name, title)}: ${summary}`).join("\n"),
        "To make one of your own drive, from its inputs or from an image ([Command line](/cli-images)):",
        "```sh\nnpx config-drive show inputs.yaml --output drive.html\n```",
        '<iframe class="drive" src="./shown/bond.html" loading="lazy" title="The page of a database server\'s drive"></iframe>',
    ].join("\n\n");
