import type { Destination } from "./links.ts";

/** The folder of the site with the pictures of the pages. */
export const PICTURES = "pictures";

/** Files of the repository that are pages of the site under another name. */
const PAGES: ReadonlyMap<string, string> = new Map([
    ["README.md", "/start"],
    ["CHANGELOG.md", "/changelog"],
    ["CONTRIBUTING.md", "/contributing"],
    ["SECURITY.md", "/security"],
    ["LICENSE", "/licence"],
    ["docs", "/start"],
    ["examples", "/examples/"],
    ["sdk/args", "/reference/arguments"],
    ["sdk/args/content.ts", "/reference/arguments"],
    ["sdk/args/image.ts", "/reference/arguments"],
    ["sdk/args/placement.ts", "/reference/arguments"],
    ["sdk/config-drive-image.ts", "/reference/config-drive-image"],
]);

/** The address of a file of the repository on the site; undefined if the site doesn't have it. */
export const addressOf: Destination = (path) => {
    const [, guide] = /^docs\/([\w-]+)\.md$/.exec(path) ?? [];
    if (guide !== undefined) return `/${guide}`;
    if (path.startsWith("docs/images/")) return path.replace("docs/images", `/${PICTURES}`);
    const [, example] = /^examples\/([\w-]+)/.exec(path) ?? [];
    return PAGES.get(path) ?? (example === undefined ? undefined : `/examples/${example}`);
};

/**
 * The address of any file of the repository: on the site, otherwise on the repository's web page.
 *
 * @param repository The address of that page, if the package has one.
 */
export const addressIn =
    (repository: string | undefined): Destination =>
    (path) =>
        addressOf(path) ?? (repository === undefined ? undefined : `${repository}/blob/main/${path}`);
