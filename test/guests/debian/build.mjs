import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cached } from "../../toolchain/cache.mjs";
import { step } from "../../toolchain/progress.mjs";
import { run } from "../../toolchain/run.mjs";
import { kernelFolder } from "../kernel.mjs";

const here = dirname(fileURLToPath(import.meta.url));

/** What each release's guest is made of: Debian 12's has its network from systemd alone, Debian 13's by netplan. */
const releases = {
    bookworm: ["systemd-sysv", "udev", "dbus", "iproute2", "cloud-init"],
    trixie: ["systemd-sysv", "udev", "dbus", "iproute2", "cloud-init", "e2fsprogs", "kmod", "netplan.io"],
};

/**
 * A folder with `disk.img`, a Debian with cloud-init as Debian configures it. It has no kernel: the tiny guest's, with
 * the drivers in its initrd, boots it; on the disk are only drivers of that kernel. Tests give each guest an overlay
 * of the disk.
 *
 * @param {"bookworm" | "trixie"} release
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>}
 */
export async function debianGuest(release, env) {
    const recipe = readdirSync(here)
        .sort()
        .map((name) => readFileSync(join(here, name)));
    const kernel = await kernelFolder(env);
    return cached("debian-guest", [release, kernel, ...recipe], (folder) =>
        step(`The Debian guest with cloud-init, ${release} (the first time: 1 minute)`, async () => {
            const hook = `--customize-hook=${join(here, "customize")}`;
            // The disk is the result; mmdebstrap itself has nothing to write.
            const options = ["--variant=minbase", "--format=null", `--include=${releases[release].join(",")}`, hook];
            await run("mmdebstrap", [...options, release], {
                env: { ...env, GUEST_DISK: join(folder, "disk.img"), GUEST_MODULES: join(kernel, "lib", "modules") },
            });
        }),
    );
}
