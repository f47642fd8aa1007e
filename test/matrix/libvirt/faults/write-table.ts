/** Runs the tests of faults, and writes what they saw into docs/reliability.md. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { FAULTS } from "./list.ts";
import { fileOf, type Observation } from "./record.ts";
import { tableOf, withTable } from "./table.ts";

const repository = resolve(import.meta.dirname, "..", "..", "..", "..");
const page = join(repository, "docs", "reliability.md");

const observe = (folder: string): readonly Observation[] => {
    const files = ["test/matrix/libvirt/faults-", "test/matrix/pulumi/faults"];
    const projects = ["--project", "matrix-libvirt", "--project", "matrix-pulumi"];
    const { status } = spawnSync("npx", ["vitest", "run", ...projects, ...files], {
        cwd: repository,
        env: { ...process.env, CONFIG_DRIVE_FAULTS: folder },
        stdio: "inherit",
    });
    if (status !== 0) throw new Error("the tests of faults fail: the table stays as it is");
    const missing = FAULTS.filter((fault) => !existsSync(fileOf(folder, fault)));
    if (missing.length > 0) throw new Error(`no test recorded: ${missing.join("; ")}`);
    return FAULTS.map((fault) => JSON.parse(readFileSync(fileOf(folder, fault), "utf8")));
};

const folder = mkdtempSync(join(tmpdir(), "config-drive-faults-"));
try {
    const observations = observe(folder);
    writeFileSync(page, withTable(readFileSync(page, "utf8"), tableOf(observations)));
} finally {
    rmSync(folder, { recursive: true });
}
