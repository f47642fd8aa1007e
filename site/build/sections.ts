/**
 * A section of a page, without its heading.
 *
 * @throws Error if the page has no such section, e.g. because somebody renamed it.
 */
export const sectionOf = (page: string, heading: string): string => {
    const [, text] = page.split(`\n## ${heading}\n`);
    if (text === undefined) throw new Error(`no section "${heading}"`);
    return (text.split(/^## /m)[0] ?? "").trim();
};

/** What a page says before its first section, without its title. */
export const introductionOf = (page: string): string => (page.split(/^## /m)[0] ?? "").replace(/^# .*$/m, "").trim();
