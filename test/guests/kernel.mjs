import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { cached } from "../toolchain/cache.mjs";
import { step } from "../toolchain/progress.mjs";
import { Problem, run } from "../toolchain/run.mjs";

const recipe = readFileSync(new URL(import.meta.url));

/** Debian's kernel for all machines. The smaller one for clouds has no driver for the SATA drives of q35. */
const metaPackage = "linux-image-amd64";

/** Drivers of every disk, drive and card that tests give a guest, and every file system that may be on them. */
const wanted = [
    ...["virtio_pci", "virtio_blk", "virtio_scsi", "sym53c8xx", "ata_piix", "ahci", "sd_mod", "sr_mod"],
    ...["uhci_hcd", "ehci_pci", "xhci_pci", "usb_storage", "virtio_net"],
    ...["isofs", "vfat", "nls_cp437", "nls_ascii", "nls_iso8859_1", "nls_utf8", "crc32c_generic", "ext4"],
    ...["button", "evdev", "autofs4"],
];

/** Drivers that a whole system in a guest loads when it needs them. Loaded at the start, the first would make a bond. */
const onDemand = ["bonding", "8021q"];

/**
 * The newest kernel that the archive has: `vmlinuz`, the folder `modules` with the drivers above and all that they need,
 * `order`, the names of those files in an order in which they can be loaded, and `lib`, a tree with the drivers that
 * a whole system loads by itself.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>}
 */
export function kernelFolder(env) {
    return cached("kernel", [recipe], (folder) => step("A kernel for guests", () => unpackKernel(folder, env)));
}

async function unpackKernel(folder, env) {
    const parts = join(folder, "parts");
    mkdirSync(parts);
    const inside = { cwd: parts, env };
    const depends = await run("dpkg-deb", ["--field", await download(metaPackage, inside), "Depends"], inside);
    const name = depends.match(/linux-image-[^ ,]+/)?.[0];
    if (!name) throw new Problem(`${metaPackage} names no kernel package: ${depends.trim()}`);
    await run("dpkg-deb", ["--extract", await download(name, inside), "."], inside);
    const [kernel] = readdirSync(join(parts, "boot")).filter((file) => file.startsWith("vmlinuz-"));
    copyFileSync(join(parts, "boot", kernel), join(folder, "vmlinuz"));
    await keepModules(parts, folder, inside);
    rmSync(parts, { recursive: true });
}

/** Copies the wanted modules out of an unpacked package. */
async function keepModules(parts, folder, inside) {
    // Newer packages have the modules below /usr, and compressed.
    await run("sh", ["-c", "[ -d lib ] || mv usr/lib lib"], inside);
    await run("find", ["lib", "-name", "*.ko.xz", "-exec", "xz", "--decompress", "{}", "+"], inside);
    const [release] = readdirSync(join(parts, "lib", "modules"));
    await run("depmod", ["--basedir", parts, release], inside);
    const source = join(parts, "lib", "modules", release);
    const table = readFileSync(join(source, "modules.dep"), "utf8");
    const files = loadOrder(wanted, table);
    mkdirSync(join(folder, "modules"));
    for (const file of files) copyFileSync(join(source, file), join(folder, "modules", basename(file)));
    writeFileSync(join(folder, "order"), files.map((file) => `${basename(file)}\n`).join(""));
    const target = join(folder, "lib", "modules", release);
    for (const file of loadOrder(onDemand, table)) cpSync(join(source, file), join(target, file), { recursive: true });
    await run("depmod", ["--basedir", folder, release], inside);
}

/** Fetches a package without installing it and returns the file's name. */
async function download(name, inside) {
    const fetch = () => run("apt-get", ["download", `${name}:amd64`], inside);
    await fetch().catch(async (error) => {
        if (process.getuid?.() !== 0) throw new Problem("Run apt-get update as root, then come back.", error.output);
        // A machine that was just installed has no package lists, an old one stale ones.
        await run("apt-get", ["update"], inside);
        await fetch();
    });
    return readdirSync(inside.cwd).find((file) => file.startsWith(`${name}_`));
}

/**
 * The files of some modules and of all that they need, each after what it needs.
 *
 * @param {readonly string[]} names
 * @param {string} table the contents of modules.dep: lines "file: needed files"
 * @returns {string[]}
 */
export function loadOrder(names, table) {
    const needs = new Map();
    const fileOf = new Map();
    for (const line of table.split("\n").filter(Boolean)) {
        const [file, rest] = line.split(":");
        needs.set(file, rest.split(" ").filter(Boolean));
        fileOf.set(basename(file, ".ko").replaceAll("-", "_"), file);
    }
    const order = new Set();
    const add = (file) => {
        for (const other of needs.get(file).filter((other) => !order.has(other))) add(other);
        order.add(file);
    };
    // What the kernel has built in is not in the table.
    for (const name of names.filter((name) => fileOf.has(name))) add(fileOf.get(name));
    return [...order];
}
