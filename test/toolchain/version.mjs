/**
 * Whether a version, such as "v3.276.0", isn't older than another one.
 *
 * @param {string} version
 * @param {string} oldest
 */
export function isAtLeast(version, oldest) {
    const found = partsOf(version);
    const wanted = partsOf(oldest);
    const index = wanted.findIndex((part, at) => part !== found[at]);
    return index === -1 || found[index] > wanted[index];
}

/** @param {string} version */
function partsOf(version) {
    const [, ...parts] = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version) ?? [];
    return parts.length === 3 ? parts.map(Number) : [-1, -1, -1];
}
