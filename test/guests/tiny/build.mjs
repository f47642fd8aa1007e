import { chmodSync, copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cached } from "../../toolchain/cache.mjs";
import { which } from "../../toolchain/places.mjs";
import { step } from "../../toolchain/progress.mjs";
import { run } from "../../toolchain/run.mjs";
import { kernelFolder } from "../kernel.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const recipe = [readFileSync(join(here, "build.mjs")), readFileSync(join(here, "init"))];

/**
 * A folder with `vmlinuz` and `initrd` of a guest that boots in seconds: Debian's kernel, busybox and blkid. With
 * `initrd-show` it also prints contents, which tests with secrets can't have.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>}
 */
export async function tinyGuest(env) {
    const kernel = await kernelFolder(env);
    return cached("tiny-guest", [...recipe, kernel], (folder) =>
        step("The tiny guest", async () => {
            const tree = join(folder, "tree");
            const folders = ["bin", "sbin", "dev", "proc", "sys", "mnt", "tmp"];
            for (const name of folders) mkdirSync(join(tree, name), { recursive: true });
            cpSync(join(kernel, "modules"), join(tree, "lib", "modules"), { recursive: true });
            copyFileSync(join(kernel, "order"), join(tree, "lib", "modules", "order"));
            await addCommands(tree, env);
            copyFileSync(join(here, "init"), join(tree, "init"));
            chmodSync(join(tree, "init"), 0o755);
            await pack(tree, join(folder, "initrd"), env);
            writeFileSync(join(tree, "show"), "");
            await pack(tree, join(folder, "initrd-show"), env);
            copyFileSync(join(kernel, "vmlinuz"), join(folder, "vmlinuz"));
            rmSync(tree, { recursive: true });
        }),
    );
}

/** Adds busybox, and blkid of util-linux with its libraries: busybox's own can't search by label. */
async function addCommands(tree, env) {
    copyFileSync(which("busybox", env), join(tree, "bin", "busybox"));
    const blkid = which("blkid", { PATH: `/usr/sbin:/sbin:${env.PATH}` });
    copyFileSync(blkid, join(tree, "sbin", "blkid"));
    const libraries = (await run("ldd", [blkid], { env })).match(/\/[^ ]+/g) ?? [];
    for (const library of libraries) cpSync(library, join(tree, library), { recursive: true, dereference: true });
}

/** An archive that is not compressed: an emulated machine would take a second to unpack it. */
async function pack(tree, target, env) {
    const list = await run("find", [".", "-mindepth", "1"], { cwd: tree, env });
    const archive = ["--quiet", "--create", "--format=newc", "--owner=0:0", "--file", target];
    await run("cpio", archive, { cwd: tree, env, input: list });
}
