/**
 * What CHANGELOG.md says about a version, without the heading; undefined if it says nothing.
 *
 * @param {string} changelog
 * @param {string} version
 * @returns {string | undefined}
 */
export function sectionOf(changelog, version) {
    const sections = changelog.split(/^## /m).slice(1);
    const own = sections.find((text) => text.split("\n", 1)[0].trim() === version);
    const notes = own?.slice(own.indexOf("\n") + 1).trim();
    return notes ? notes : undefined;
}

/**
 * The notes as GitHub shows them: links lead to the files of the tag, and a line break in the text is none there.
 *
 * @param {string} section
 * @param {string} tag
 * @param {string | undefined} repository `owner/name`
 * @returns {string}
 */
export function releaseNotes(section, tag, repository) {
    const unfolded = section.replaceAll(/\n {2}(?=\S)/g, " ");
    if (repository === undefined) return `${unfolded}\n`;
    const files = `https://github.com/${repository}/blob/${tag}`;
    return `${unfolded.replaceAll(/\]\((?![a-z]+:|#)([^)\s]+)\)/g, `](${files}/$1)`)}\n`;
}
