import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { run } from "./run.mjs";

/** A small package of the standard library. */
const sample = "encoding/json";

let sampleMs;

/**
 * How long Go compiles on this machine under its present load: "about 5 minutes".
 *
 * @param {number} work compared with a cold compilation of the sample
 */
export async function timeFor(work) {
    sampleMs ??= compileSample();
    return inWords(work * (await sampleMs));
}

/** @param {number} ms */
export function inWords(ms) {
    const minutes = Math.round(ms / 60_000);
    if (minutes < 1) return "less than a minute";
    return minutes === 1 ? "about a minute" : `about ${minutes} minutes`;
}

/** @returns {Promise<number>} the milliseconds that it took */
async function compileSample() {
    const folder = mkdtempSync(join(tmpdir(), "config-drive-go-"));
    try {
        const started = performance.now();
        await run("go", ["build", sample], { cwd: folder, env: { ...process.env, GOCACHE: folder, CGO_ENABLED: "0" } });
        return performance.now() - started;
    } finally {
        rmSync(folder, { recursive: true });
    }
}
