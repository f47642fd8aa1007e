import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * What a medium looks like to libblkid, by which Linux guests find a drive: the type of its file system, or nothing. An
 * ambiguous medium counts as recognised.
 */
export const recognised = (medium: Uint8Array): string => {
    const folder = mkdtempSync(join(tmpdir(), "config-drive-medium-"));
    try {
        const file = join(folder, "medium");
        writeFileSync(file, medium);
        const { status, stdout, error } = spawnSync("blkid", ["-p", "-o", "value", "-s", "TYPE", file], {
            encoding: "utf8",
        });
        if (error) throw error;
        // 2: nothing was found. Anything else is an answer, or one that blkid couldn't decide on.
        return status === 2 ? "" : stdout.trim() || `blkid: ${status}`;
    } finally {
        rmSync(folder, { recursive: true });
    }
};
