import { namesFor } from "../executable/platform.mjs";

/** The systems that release.yml builds the plugin on, as Node names them. */
const PLATFORMS = [
    ["darwin", "arm64"],
    ["darwin", "x64"],
    ["linux", "arm64"],
    ["linux", "x64"],
    ["win32", "x64"],
];

/**
 * The name of the npm tarball.
 *
 * @param {string} version
 */
export function tarballName(version) {
    return `pulumi-config-drive-${version}.tgz`;
}

/**
 * The files that a release on GitHub must have.
 *
 * @param {string} version
 * @returns {readonly string[]}
 */
export function releaseAssets(version) {
    const archives = PLATFORMS.map(([platform, arch]) => namesFor(version, platform, arch).archive);
    const withSboms = [...archives, tarballName(version)].flatMap((name) => [
        name,
        name.replace(/\.(tar\.gz|tgz)$/, ".cdx.json"),
    ]);
    return [...withSboms, "SHA256SUMS"].sort();
}
