import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LANGUAGES } from "../languages.ts";
import { relinked } from "../links.ts";
import { repositoryPage } from "../repository.ts";
import { readSchema, type Schema, type SchemaProperty } from "../schema.ts";
import { introductionOf, sectionOf } from "../sections.ts";
import { withoutMarks } from "../snippets.ts";

const frontMatter = (title: string, description: string, layout: string): string =>
    ["---", `title: ${title}`, `meta_desc: ${description}`, `layout: ${layout}`, "---"].join("\n");

/** The repository's web page. The pages are committed, so they must be the same in every fork's workflow. */
const webPage = (root: string): string | undefined => repositoryPage(root, {});

/** Reads pages whose links lead to the repository's web page, since the registry has none of the other files. Pictures are omitted. */
const reader = (root: string) => {
    const repository = webPage(root);
    const destination = (path: string): string | undefined =>
        repository === undefined || path.startsWith("docs/images/") ? undefined : `${repository}/blob/main/${path}`;
    return (page: string): string => relinked(readFileSync(join(root, page), "utf8"), page, root, destination).text;
};

/** The example in each language; the registry shows the reader's. */
const chooser = (root: string): string => {
    const tabs = LANGUAGES.map(({ fence, program }) => {
        const text = withoutMarks(readFileSync(join(root, "examples", "languages", program), "utf8")).trimEnd();
        return `{{% choosable language ${fence} %}}\n\n\`\`\`${fence}\n${text}\n\`\`\`\n\n{{% /choosable %}}`;
    });
    const names = LANGUAGES.map(({ fence }) => fence).join(",");
    return [`{{< chooser language "${names}" >}}`, ...tabs, "{{< /chooser >}}"].join("\n");
};

const typeOf = ({ type, $ref = "" }: SchemaProperty): string =>
    type ?? ($ref.includes("Timeouts") ? "object" : "string");

/** What a description says first, and the default, as the cell of a table. */
const cell = (description: string): string => {
    const [first = "", ...others] = description.split("\n\n");
    const shown = [first, ...others.filter((part) => part.startsWith("Default:"))].join(" ");
    return shown.replaceAll(/\s*\n\s*/g, " ").replaceAll("|", "\\|");
};

const settingsOf = ({ config }: Schema): string =>
    [
        "| key | type | |",
        "| --- | --- | --- |",
        ...Object.entries(config.variables).map(
            ([name, each]) => `| \`config-drive:${name}\` | ${typeOf(each)} | ${cell(each.description ?? "")} |`,
        ),
    ].join("\n");

const guides = (root: string): readonly string[] => {
    const repository = webPage(root);
    return repository === undefined ? [] : ["## Guides", `The repository has [guides](${repository}/tree/main/docs).`];
};

const overview = (root: string, schema: Schema): string => {
    const read = reader(root);
    const readme = read("README.md");
    const languages = read("docs/languages.md");
    return [
        frontMatter(schema.displayName, schema.description, "package"),
        introductionOf(readme),
        "## Example",
        "A storage pool, a disk, the drive and a domain that starts with it. The host name follows from another resource, the\npassword is a secret of the stack, and `motd` is a file beside the program.",
        "Each program imports the SDK that `pulumi package add` generates, in TypeScript `pulumi-config-drive-sdk`. In Go,\n`example.com/pulumi-config-drive/sdk/go` is only a name, which `go.mod` replaces with the folder of the SDK. The\npage Installation & Configuration says how to get them.",
        chooser(root),
        "## What happens when",
        sectionOf(readme, "What happens when"),
        "## Differences between the languages",
        sectionOf(languages, "Differences between the languages"),
        "## Requirements",
        // After the list, the README says what the npm package needs.
        sectionOf(readme, "Requirements").split("\n\n")[0] ?? "",
        sectionOf(read("docs/plugin.md"), "Requirements"),
        ...guides(root),
    ].join("\n\n");
};

const installation = (root: string, schema: Schema): string => {
    const read = reader(root);
    return [
        frontMatter(
            `${schema.displayName} installation and configuration`,
            `How to install and configure the ${schema.displayName} provider.`,
            "installation",
        ),
        "## Installation",
        sectionOf(read("docs/plugin.md"), "Requirements"),
        sectionOf(read("docs/plugin.md"), "Install"),
        "## A program",
        "The example programs are on the overview page.",
        sectionOf(read("docs/languages.md"), "Run a program"),
        "## Configuration",
        "These keys set an argument for every drive of the stack that doesn't set it:",
        settingsOf(schema),
        "```sh\npulumi config set config-drive:pool guests\npulumi config set --secret config-drive:connectionPassword\n```",
        sectionOf(read("docs/plugin.md"), "A preview that asks the host"),
    ].join("\n\n");
};

/** The pages for Pulumi's registry by file name, from the README, the guides, the examples and the plugin's schema. */
export const registryPages = (root: string): Readonly<Record<string, string>> => {
    const schema = readSchema(root);
    const note = "<!-- Generated by npm run generate:registry. -->";
    // The registry requires the front matter at the very beginning.
    const noted = (page: string): string => `${page.replace(/^(---\n[\s\S]*?\n---\n)/, `$1\n${note}\n`)}\n`;
    return {
        "_index.md": noted(overview(root, schema)),
        "installation-configuration.md": noted(installation(root, schema)),
    };
};
