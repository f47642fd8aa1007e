import { chmodSync, copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { cached } from "../toolchain/cache.mjs";
import { firstAvailable } from "../toolchain/debian.mjs";
import { step } from "../toolchain/progress.mjs";
import { run } from "../toolchain/run.mjs";
import { unpackPackage, withPackageLists } from "./package.mjs";

const recipe = readFileSync(new URL(import.meta.url));

/** Kernels for all machines, Debian's and Ubuntu's. Those for clouds have no driver for the SATA drives of q35. */
const metaPackages = ["linux-image-amd64", "linux-image-generic"];

/** Drivers of every disk, drive, card and agent's channel that tests give a guest, and of the drives' file systems. */
const wanted = [
    ...["virtio_pci", "virtio_blk", "virtio_scsi", "sym53c8xx", "ata_piix", "ahci", "sd_mod", "sr_mod"],
    ...["uhci_hcd", "ehci_pci", "xhci_pci", "usb_storage", "virtio_net", "virtio_console"],
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
    await withPackageLists(async () => unpack(await firstAvailable(metaPackages, env), inside), env);
    const [kernel] = readdirSync(join(parts, "boot")).filter((file) => file.startsWith("vmlinuz-"));
    copyFileSync(join(parts, "boot", kernel), join(folder, "vmlinuz"));
    // Ubuntu's is for root only.
    chmodSync(join(folder, "vmlinuz"), 0o644);
    await keepModules(parts, folder, inside);
    rmSync(parts, { recursive: true });
}

/** Unpacks a package and the packages of the kernel that it depends on. */
async function unpack(name, inside) {
    const depends = await unpackPackage(name, inside);
    for (const needed of kernelPackages(depends)) await unpack(needed, inside);
}

/**
 * The packages of one kernel among a package's dependencies. Ubuntu's modules are in packages beside the kernel's.
 *
 * @example kernelPackages("linux-image-6.8.0-31-generic, linux-firmware"); // ["linux-image-6.8.0-31-generic"]
 * @param {string} depends the field's contents
 * @returns {string[]}
 */
export function kernelPackages(depends) {
    return depends.match(/\blinux-(?:image|modules(?:-extra)?)-\d[^\s,]*/g) ?? [];
}

/** Copies the wanted modules out of an unpacked package. */
async function keepModules(parts, folder, inside) {
    // Newer packages have the modules below /usr.
    await run("sh", ["-c", "[ -d lib ] || mv usr/lib lib"], inside);
    const [release] = readdirSync(join(parts, "lib", "modules"));
    await run("depmod", ["--basedir", parts, release], inside);
    const source = join(parts, "lib", "modules", release);
    const table = readFileSync(join(source, "modules.dep"), "utf8");
    const files = loadOrder(wanted, table);
    mkdirSync(join(folder, "modules"));
    for (const file of files) copyFileSync(join(source, file), join(folder, "modules", basename(file)));
    writeFileSync(join(folder, "order"), files.map((file) => `${withoutCompression(basename(file))}\n`).join(""));
    const target = join(folder, "lib", "modules", release);
    mkdirSync(target, { recursive: true });
    for (const file of loadOrder(onDemand, table)) cpSync(join(source, file), join(target, file), { recursive: true });
    await decompress(["modules", "lib"], { ...inside, cwd: folder });
    await run("depmod", ["--basedir", folder, release], inside);
}

/** Decompresses modules, which are packed by xz in Debian and by zstd in Ubuntu: busybox only loads plain ones. */
async function decompress(folders, inside) {
    await run("find", [...folders, "-name", "*.ko.xz", "-exec", "xz", "--decompress", "{}", "+"], inside);
    await run(
        "find",
        [...folders, "-name", "*.ko.zst", "-exec", "zstd", "--decompress", "--rm", "-q", "{}", "+"],
        inside,
    );
}

const withoutCompression = (file) => file.replace(/\.(?:xz|zst)$/, "");

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
        fileOf.set(basename(withoutCompression(file), ".ko").replaceAll("-", "_"), file);
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
