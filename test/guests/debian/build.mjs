import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cached } from "../../toolchain/cache.mjs";
import { step } from "../../toolchain/progress.mjs";
import { run } from "../../toolchain/run.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const packages = ["systemd-sysv", "udev", "dbus", "iproute2", "cloud-init"];

/**
 * A folder with `disk.img`, a Debian 12 with cloud-init as Debian configures it. It has no kernel:
 * the tiny guest's, with the drivers in its initrd, boots it. Tests give each guest an overlay of the disk.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>}
 */
export async function debianGuest(env) {
    const recipe = readdirSync(here)
        .sort()
        .map((name) => readFileSync(join(here, name)));
    return cached("debian-guest", recipe, (folder) =>
        step("The Debian guest with cloud-init (the first time: 1 minute)", async () => {
            const hook = `--customize-hook=${join(here, "customize")}`;
            // The disk is the result; mmdebstrap itself has nothing to write.
            const options = ["--variant=minbase", "--format=null", `--include=${packages.join(",")}`, hook];
            await run("mmdebstrap", [...options, "bookworm"], {
                env: { ...env, GUEST_DISK: join(folder, "disk.img") },
            });
        }),
    );
}
