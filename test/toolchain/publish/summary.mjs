/**
 * @typedef {object} Outcome
 * @property {string} version
 * @property {string | undefined} tag
 * @property {string | undefined} repository `owner/name`
 * @property {Readonly<Record<string, readonly string[]>>} parts the lines about each part that was made
 * @property {readonly { name: string, size: number }[]} files
 * @property {readonly string[]} missing what wasn't made or checked
 * @property {readonly string[]} pending notes that this version doesn't have
 */

/**
 * What a release would publish, and where.
 *
 * @param {Outcome} outcome
 * @returns {string}
 */
export function summarise({ version, tag, repository, parts, files, missing, pending }) {
    const place =
        repository === undefined
            ? "The package names no repository, since `--repository` isn't set; the workflow sets it."
            : `From ${repository}.`;
    const targets = {
        package: `npm, as pulumi-config-drive@${version}, with provenance`,
        plugin: `the release v${version} on GitHub`,
        site: "GitHub Pages",
    };
    const rows = Object.entries(parts).map(([part, lines]) => `| ${part} | ${targets[part]} | ${lines.join("; ")} |`);
    const left = [
        ...missing.map((line) => `Not checked: ${line}.`),
        ...pending.map((name) => `Not in this version: ${name}. "npm run version" makes the version that has it.`),
        ...(tag === undefined ? [`No tag: the commit would need v${version}.`] : []),
    ];
    return [
        `# pulumi-config-drive ${version}`,
        "",
        place,
        "",
        "| part | goes to | |",
        "| --- | --- | --- |",
        ...rows,
        "",
        `Files of the release v${version} on GitHub, whose text is NOTES.md:`,
        "",
        ...files.map(({ name, size }) => `- ${name} (${size} bytes)`),
        "",
        ...(left.length === 0 ? [] : ["## Left to do", "", ...left.map((line) => `- ${line}`), ""]),
    ].join("\n");
}
