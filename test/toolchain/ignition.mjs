import { cpSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cached } from "./cache.mjs";
import { here } from "./places.mjs";
import { step } from "./progress.mjs";
import { run } from "./run.mjs";

const name = "config-drive";
const sources = join(here, "ignition");

/** go.sum says what was downloaded, here and in Ignition's own module. */
const env = { ...process.env, GOFLAGS: "-mod=readonly -buildvcs=false", GOWORK: "off", CGO_ENABLED: "0" };

/** Where Ignition looks for labels: in the folder that it is started in instead of /dev/disk. */
const flags = "-s -w -X github.com/coreos/ignition/v2/internal/distro.diskByLabelDir=by-label";

/**
 * The program that runs Ignition's own reader of config drives, and its parser. Go lets a module's internal packages be
 * imported in that module only: so Ignition's sources are copied, and our command is built among them.
 *
 * @returns {Promise<string>}
 */
export async function ignitionPath() {
    const command = join(sources, name);
    const files = [
        join(sources, "go.mod"),
        join(sources, "go.sum"),
        ...readdirSync(command).map((file) => join(command, file)),
    ];
    const folder = await cached("ignition", [...files.map((file) => readFileSync(file)), flags], (draft) =>
        step("Ignition, from source (first time: 1 to 2 minutes)", () => build(draft)),
    );
    return join(folder, name);
}

async function build(draft) {
    const download = ["mod", "download", "-json", "github.com/coreos/ignition/v2"];
    const { Dir: original } = JSON.parse(await run("go", download, { cwd: sources, env }));
    const copy = join(draft, "source");
    // Go keeps its modules read-only; a copy that can't be removed would stay forever.
    cpSync(original, copy, { recursive: true });
    await run("chmod", ["-R", "u+w", copy]);
    cpSync(join(sources, name), join(copy, name), { recursive: true });
    const output = join(draft, name);
    await run("go", ["build", "-trimpath", "-ldflags", flags, "-o", output, `./${name}`], { cwd: copy, env });
    rmSync(copy, { recursive: true });
}
