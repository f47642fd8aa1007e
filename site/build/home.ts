import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LANGUAGES, type Language } from "./languages.ts";
import { blocksIn, regionsIn } from "./snippets.ts";

/** Where the page advertises the npm package, its TypeScript must be the package's: the plugin's class differs. */
const programOf = ({ fence, program }: Language): string =>
    fence === "typescript" ? "quickstart/index.ts" : `languages/${program}`;

/** The drive of a program in each language, as tabs. */
const tabs = (root: string): string =>
    [
        "::: code-group",
        ...LANGUAGES.map((language) => {
            const { fence, title } = language;
            const [region = ""] = regionsIn(readFileSync(join(root, "examples", programOf(language)), "utf8"));
            return `\`\`\`${fence} [${title}]\n${region}\`\`\``;
        }),
        ":::",
    ].join("\n\n");

/** The README's picture of a drive. */
const tree = (root: string): string => {
    const readme = readFileSync(join(root, "README.md"), "utf8");
    const found = blocksIn(readme).find(({ text }) => text.startsWith("config-2 "));
    if (found === undefined) throw new Error("README.md: the picture of the drive isn't there");
    return `\`\`\`txt\n${found.text}\`\`\``;
};

const FEATURES: readonly (readonly [title: string, text: string, link: string])[] = [
    [
        "Errors before anything changes",
        "The preview lists every invalid input by its path: a damaged key, a wrong netmask, a typo in cloud-config.",
        "/errors",
    ],
    [
        "New content without a restart",
        "Pulumi swaps the medium in the running guest. The machine is neither replaced nor restarted.",
        "/lifecycle",
    ],
    [
        "It waits for the first boot",
        "`up` ends when the guest has set itself up, or fails with the guest's own words.",
        "/guest",
    ],
    [
        "Secrets stay secret",
        "Encrypted in the state, hidden in previews, and out of the machine after its first boot if you like.",
        "/security",
    ],
    [
        "Drift is found and fixed",
        "A drive that another program took away comes back with the next `up`.",
        "/coexistence",
    ],
    [
        "Every reader, other hypervisors too",
        "cloud-init, cloudbase-init, Ignition and network appliances; images for vSphere, Hyper-V, Xen and Proxmox.",
        "/consumers",
    ],
];

const feature = ([title, text, link]: (typeof FEATURES)[number]): string =>
    `<div class="feature">\n\n**[${title}](${link})**\n\n${text}\n\n</div>`;

const PITCH = `# Config drives for libvirt guests, declared in Pulumi

Declare the host name, keys, user data, network and files of a machine. \`pulumi up\` builds an OpenStack config drive,
uploads it to a storage pool and attaches it, so that the guest sets itself up at its first boot.

\`\`\`sh
npm install pulumi-config-drive
\`\`\`

This is for TypeScript and JavaScript. For other languages, \`pulumi package add\` adds
[the plugin](/plugin#install) and generates its SDK.

<div class="actions">

[Get started](/start) [Examples](/examples/) [Arguments](/reference/arguments) [Drives to look at](/drives)

</div>`;

const box = (name: string, ...parts: readonly string[]): string =>
    [`<div class="${name}">`, ...parts, "</div>"].join("\n\n");

/** The first page: what the product is, a real example and the way to the rest. */
export const homePage = (root: string): string =>
    [
        "---\nlayout: page\nsidebar: false\ntitle: Config drives for libvirt guests\n---",
        box(
            "home vp-doc",
            box("pitch", PITCH, box("features", ...FEATURES.map(feature))),
            box("example", tabs(root), "Each program declares a drive. The guest finds on it:", tree(root)),
        ),
    ].join("\n\n");
