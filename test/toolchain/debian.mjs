import { spawnSync } from "node:child_process";
import { step } from "./progress.mjs";
import { Problem, run } from "./run.mjs";

/** What the demo needs: a daemon, an emulator and the parts of the tiny guest. */
export const demoPackages = [
    "busybox-static",
    "cpio",
    "kmod",
    "libvirt-clients",
    "libvirt-daemon-driver-qemu",
    "libvirt-daemon-system",
    "qemu-system-x86",
    "qemu-utils",
    "util-linux",
    "xz-utils",
];

/** What the tests need: besides that, other programs that read images, and the parts of the Debian guest. */
export const testPackages = [
    ...demoPackages,
    "7zip",
    "debian-archive-keyring",
    "dosfstools",
    "e2fsprogs",
    "genisoimage",
    "libsasl2-modules",
    "libvhdi-utils",
    "libvmdk-utils",
    "libxml2-utils",
    "mmdebstrap",
    "mtools",
    "netcat-openbsd",
    "openssh-client",
    "openssh-server",
    "openssl",
    "procps",
    "python3-venv",
    "qemu-system-arm",
    "sasl2-bin",
    "tini",
    "xorriso",
];

/**
 * Installs what is missing; only root can.
 *
 * @param {readonly string[]} wanted
 */
export async function installDebianPackages(wanted) {
    const missing = missingPackages(wanted);
    if (missing.length === 0) return;
    const install = ["install", "--yes", "--no-install-recommends", ...missing];
    if (process.getuid?.() !== 0) {
        throw new Problem(
            `Debian packages are missing. Run this as root, then try again:\n\n    apt-get ${install.join(" ")}\n`,
        );
    }
    // Another apt can be running: unattended upgrades, or a second set-up.
    const patient = ["-o", "DPkg::Lock::Timeout=600"];
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    await step("Debian's package lists", () => run("apt-get", [...patient, "update"], { env }));
    await step(`Debian packages: ${missing.join(" ")}`, () => run("apt-get", [...patient, ...install], { env }));
}

/**
 * The packages of a list that are not installed.
 *
 * @param {readonly string[]} wanted
 * @param {string} [installed] lines "name status", by default from dpkg
 */
export function missingPackages(wanted, installed = askDpkg(wanted)) {
    const present = new Set(
        installed
            .split("\n")
            .filter((line) => line.endsWith(" installed"))
            .map((line) => line.split(" ")[0]),
    );
    return wanted.filter((name) => !present.has(name));
}

function askDpkg(names) {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own notation
    const format = "${Package} ${db:Status-Status}\\n";
    const { error, stdout } = spawnSync("dpkg-query", ["--show", "--showformat", format, ...names], {
        encoding: "utf8",
    });
    if (error)
        throw new Problem(
            `This isn't a Debian system: dpkg-query is missing. On Debian these packages would be installed: ${names.join(" ")}`,
        );
    return stdout;
}
