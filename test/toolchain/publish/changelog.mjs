/** How changesets writes CHANGELOG.md: .changeset/config.json names this module. */

/**
 * A note as its author wrote it, as bullets.
 *
 * @param {{ summary: string }} note
 * @returns {string}
 */
export function getReleaseLine({ summary }) {
    const text = summary.trim();
    if (text.startsWith("- ")) return `${text}\n`;
    return `- ${text.replaceAll(/\n(?=\S)/g, "\n  ")}\n`;
}

/** Nothing: there is only one package. */
export function getDependencyReleaseLine() {
    return "";
}

/**
 * The changelog without the headings that changesets puts above notes of one kind. The version itself says the kind.
 *
 * @param {string} changelog
 * @returns {string}
 */
export function withoutKinds(changelog) {
    return changelog
        .replaceAll(/^### (Major|Minor|Patch) Changes\n\n?/gm, "")
        .replaceAll(/(?<=^(?:-| {2}).*)\n\n(?=- )/gm, "\n");
}
