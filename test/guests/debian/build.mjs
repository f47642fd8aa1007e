import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cached } from "../../toolchain/cache.mjs";
import { step } from "../../toolchain/progress.mjs";
import { run } from "../../toolchain/run.mjs";
import { kernelFolder } from "../kernel.mjs";

const here = dirname(fileURLToPath(import.meta.url));

/** What each release's guest is made of: Debian 12's has its network from systemd alone, Debian 13's by netplan. */
const releases = {
    bookworm: ["systemd-sysv", "udev", "dbus", "iproute2", "cloud-init", "qemu-guest-agent"],
    trixie: [
        ...["systemd-sysv", "udev", "dbus", "iproute2", "cloud-init", "qemu-guest-agent"],
        ...["e2fsprogs", "kmod", "netplan.io"],
    ],
};

/**
 * A folder with `disk.img`, a Debian with cloud-init as Debian configures it. It has no kernel: the tiny guest's, with
 * the drivers in its initrd, boots it; on the disk are only drivers of that kernel. Tests give each guest an overlay
 * of the disk. It reports what it did and powers off, or stays on: `guest.stay` on the kernel's command line.
 *
 * @param {"bookworm" | "trixie"} release
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>}
 */
export async function debianGuest(release, env) {
    const files = [...readdirSync(here).sort(), "../limited-agent"];
    const recipe = files.map((name) => readFileSync(join(here, name)));
    const kernel = await kernelFolder(env);
    return cached("debian-guest", [release, kernel, ...recipe], (folder) =>
        step(`The Debian guest with cloud-init, ${release} (the first time: 1 minute)`, async () => {
            const stage = stageFor(kernel);
            try {
                const hook = `--customize-hook=${join(stage, "guests", "debian", "customize")}`;
                // The disk is the result; mmdebstrap itself has nothing to write.
                const options = [
                    "--variant=minbase",
                    "--format=null",
                    `--include=${releases[release].join(",")}`,
                    hook,
                ];
                const disk = join(stage, "disk.img");
                await run("mmdebstrap", [...options, release], {
                    env: { ...env, GUEST_DISK: disk, GUEST_MODULES: join(stage, "modules") },
                });
                await run("cp", ["--sparse=always", disk, join(folder, "disk.img")], { env });
                chmodSync(join(folder, "disk.img"), 0o644);
            } finally {
                rmSync(stage, { recursive: true });
            }
        }),
    );
}

/**
 * A new folder with what mmdebstrap reads and writes besides its own. For a user who isn't root it works as another user,
 * who can't enter the user's home.
 */
function stageFor(kernel) {
    const stage = mkdtempSync(join(tmpdir(), "debian-guest-"));
    chmodSync(stage, 0o755);
    cpSync(dirname(here), join(stage, "guests"), { recursive: true });
    cpSync(join(kernel, "lib", "modules"), join(stage, "modules"), { recursive: true });
    writeFileSync(join(stage, "disk.img"), "");
    chmodSync(join(stage, "disk.img"), 0o666);
    return stage;
}
