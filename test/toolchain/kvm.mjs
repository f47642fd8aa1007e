import { spawn } from "node:child_process";
import { accessSync, constants, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cached } from "./cache.mjs";
import { step } from "./progress.mjs";

const device = "/dev/kvm";
const probeMs = 8000;

/**
 * The type of domain to make: `kvm` where a guest really runs with it, else `qemu`, which is emulation.
 * It takes a whole kernel to tell: inside some virtual machines small programs run and a kernel stays silent.
 *
 * @param {string} guest the folder of the tiny guest
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<"kvm" | "qemu">}
 */
export async function domainType(guest, env) {
    if (!canOpen(device)) return "qemu";
    const boot = readFileSync("/proc/sys/kernel/random/boot_id");
    const folder = await cached("kvm", [boot], (draft) =>
        step("Check whether KVM works", async () => {
            writeFileSync(join(draft, "domain-type"), (await boots(guest, "kvm", env)) ? "kvm" : "qemu");
        }),
    );
    return readFileSync(join(folder, "domain-type"), "utf8") === "kvm" ? "kvm" : "qemu";
}

/**
 * Whether the tiny guest comes up in a few seconds with an accelerator of QEMU's.
 *
 * @param {string} guest
 * @param {"kvm" | "tcg"} accelerator
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<boolean>}
 */
export function boots(guest, accelerator, env) {
    const machine = [
        "-machine",
        "pc",
        "-accel",
        accelerator,
        "-m",
        "128",
        "-nodefaults",
        "-display",
        "none",
        "-serial",
        "stdio",
    ];
    const kernel = [
        "-kernel",
        join(guest, "vmlinuz"),
        "-initrd",
        join(guest, "initrd"),
        "-append",
        "console=ttyS0 quiet",
    ];
    return new Promise((resolve) => {
        const stdio = ["ignore", "pipe", "ignore"];
        const child = spawn("qemu-system-x86_64", [...machine, ...kernel], { env, stdio });
        const timer = setTimeout(() => child.kill("SIGKILL"), probeMs);
        let console = "";
        child.stdout.on("data", (chunk) => {
            console += chunk;
            if (console.includes("guest is up")) child.kill("SIGKILL");
        });
        child.on("error", () => resolve(false));
        child.on("close", () => {
            clearTimeout(timer);
            resolve(console.includes("guest is up"));
        });
    });
}

function canOpen(path) {
    try {
        accessSync(path, constants.R_OK | constants.W_OK);
        return true;
    } catch {
        return false;
    }
}
