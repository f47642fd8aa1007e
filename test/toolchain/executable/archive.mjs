import { gzipSync } from "fflate";
import { createTar } from "nanotar";

/**
 * @typedef {object} Entry
 * @property {string} name
 * @property {Uint8Array} data
 * @property {boolean} [executable]
 */

/**
 * A tar.gz archive. Equal entries give equal bytes on every machine: nothing in it comes from the file system or the
 * clock, and fflate compresses alike everywhere, other than Node's zlib.
 *
 * @param {readonly Entry[]} entries
 * @returns {Uint8Array}
 */
export function archiveOf(entries) {
    const sorted = entries.toSorted((one, other) => (one.name < other.name ? -1 : 1));
    const files = sorted.map(({ name, data, executable }) => ({
        name,
        data,
        attrs: { mode: executable ? "755" : "644", uid: 0, gid: 0, user: "root", group: "root", mtime: 0 },
    }));
    return gzipSync(createTar(files), { level: 6, mtime: 0 });
}
