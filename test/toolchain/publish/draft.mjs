import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Does work in a folder that is removed afterwards.
 *
 * @template T
 * @param {(folder: string) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withDraft(work) {
    const folder = mkdtempSync(join(tmpdir(), "config-drive-release-"));
    try {
        return await work(folder);
    } finally {
        // On Windows, a file that a program or a virus scanner has just closed can be in use for a moment.
        rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
}
