import { spawnSync } from "node:child_process";
import { step } from "./progress.mjs";
import { Problem, run } from "./run.mjs";

/*
 * Each name below exists in Debian 12 and 13 and in Ubuntu 24.04, there partly in the component universe; the browser
 * doesn't, which Ubuntu has as a snap.
 */

/** What the demo needs: a daemon, an emulator, the parts of its guest, and a program that downloads. */
export const demoPackages = [
    "busybox-static",
    "cpio",
    // Pulumi's installer downloads with it.
    "curl",
    "debian-archive-keyring",
    "e2fsprogs",
    "kmod",
    "libvirt-clients",
    "libvirt-daemon-driver-qemu",
    "libvirt-daemon-system",
    "mmdebstrap",
    "qemu-system-x86",
    "qemu-utils",
    // mmdebstrap needs it, unless it is run by root.
    "uidmap",
    "util-linux",
    "xz-utils",
    "zstd",
];

/** What the tests need: besides that, other programs that read images. */
export const testPackages = [
    ...demoPackages,
    "7zip",
    "dosfstools",
    "genisoimage",
    "libarchive-tools",
    "libsasl2-modules",
    "libvhdi-utils",
    "libvmdk-utils",
    "libxml2-utils",
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
    // The libvirt provider 0.5 runs it for a domain's `xml`.
    "xsltproc",
];

/** What opens the pages of `config-drive show` in the tests, and makes pictures of them small. */
export const browserPackages = ["chromium", "pngquant"];

/** What compiles a Pulumi program in Java. */
export const javaPackages = ["default-jdk-headless", "maven"];

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
            `Packages are missing. Run this as root, then try again:\n\n    apt-get ${install.join(" ")}\n`,
        );
    }
    // Another apt can be running: unattended upgrades, or a second set-up.
    const patient = ["-o", "DPkg::Lock::Timeout=600"];
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    await step("Package lists", () => run("apt-get", [...patient, "update"], { env }));
    await step(`Packages: ${missing.join(" ")}`, () => run("apt-get", [...patient, ...install], { env }));
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

/**
 * The first of some packages that apt can install: distributions call a thing by different names.
 *
 * @param {readonly string[]} names
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>}
 */
export async function firstAvailable(names, env) {
    const policy = await run("apt-cache", ["policy", ...names], { env: { ...env, LC_ALL: "C" } });
    const found = names.find((name) => hasCandidate(name, policy));
    if (!found) throw new Problem(`apt has none of these packages: ${names.join(", ")}. Check its sources.`);
    return found;
}

/**
 * Whether apt can install a package.
 *
 * @param {string} name
 * @param {string} policy what `apt-cache policy` prints
 */
export function hasCandidate(name, policy) {
    const paragraph = policy.split(/^(?=\S)/m).find((text) => text.startsWith(`${name}:`));
    return paragraph !== undefined && !/^ {2}Candidate: \(none\)$/m.test(paragraph);
}

function askDpkg(names) {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own notation
    const format = "${Package} ${db:Status-Status}\\n";
    const { error, stdout } = spawnSync("dpkg-query", ["--show", "--showformat", format, ...names], {
        encoding: "utf8",
    });
    if (error)
        throw new Problem(
            `The set-up needs Debian 12 or 13 or Ubuntu 24.04: this system has no dpkg-query. Debian's names for what is needed: ${names.join(" ")}`,
        );
    return stdout;
}
