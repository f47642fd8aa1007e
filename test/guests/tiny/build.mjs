import {
    chmodSync,
    copyFileSync,
    cpSync,
    existsSync,
    mkdirSync,
    readdirSync,
    readFileSync,
    rmSync,
    writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cached } from "../../toolchain/cache.mjs";
import { which } from "../../toolchain/places.mjs";
import { step } from "../../toolchain/progress.mjs";
import { run } from "../../toolchain/run.mjs";
import { kernelFolder } from "../kernel.mjs";
import { unpackPackage, withPackageLists } from "../package.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const recipe = [...readdirSync(here).sort(), "../limited-agent"].map((name) => readFileSync(join(here, name)));

/**
 * A folder with `vmlinuz` and `initrd` of a guest that boots in seconds: Debian's kernel, busybox and blkid. With
 * `initrd-show` it also prints contents, which tests with secrets can't have. `initrd-agent` has QEMU's guest agent.
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
            addProgram(which("busybox", env), join(tree, "bin", "busybox"));
            addProgram(join(here, "init"), join(tree, "init"));
            await addBlkid(tree, env);
            await pack(tree, join(folder, "initrd"), env);
            writeFileSync(join(tree, "show"), "");
            await pack(tree, join(folder, "initrd-show"), env);
            rmSync(join(tree, "show"));
            await addAgent(tree, join(folder, "agent"), env);
            await pack(tree, join(folder, "initrd-agent"), env);
            copyFileSync(join(kernel, "vmlinuz"), join(folder, "vmlinuz"));
            rmSync(tree, { recursive: true });
        }),
    );
}

/** Adds blkid of util-linux: busybox's own can't search by label. */
async function addBlkid(tree, env) {
    const blkid = which("blkid", { PATH: `/usr/sbin:/sbin:${env.PATH}` });
    addProgram(blkid, join(tree, "sbin", "blkid"));
    await addLibraries(blkid, tree, env);
}

/** Adds the agent of this system's release. The libraries that it needs are those of this system's QEMU. */
async function addAgent(tree, parts, env) {
    mkdirSync(parts);
    await withPackageLists(() => unpackPackage("qemu-guest-agent", { cwd: parts, env }), env);
    const agent = join(parts, "usr", "sbin", "qemu-ga");
    addProgram(agent, join(tree, "sbin", "qemu-ga"));
    await addLibraries(agent, tree, env);
    rmSync(parts, { recursive: true });
    addProgram(join(here, "agent"), join(tree, "sbin", "agent"));
    addProgram(join(here, "..", "limited-agent"), join(tree, "sbin", "limited-agent"));
    addProgram(join(here, "first-boot"), join(tree, "first-boot"));
}

function addProgram(source, target) {
    copyFileSync(source, target);
    chmodSync(target, 0o755);
}

/** Adds the libraries of a program. */
async function addLibraries(program, tree, env) {
    const libraries = (await run("ldd", [program], { env })).match(/\/[^ ]+/g) ?? [];
    const missing = libraries.filter((library) => !existsSync(join(tree, library)));
    for (const library of missing) cpSync(library, join(tree, library), { recursive: true, dereference: true });
}

/** An archive that is not compressed: an emulated machine would take a second to unpack it. */
async function pack(tree, target, env) {
    const list = await run("find", [".", "-mindepth", "1"], { cwd: tree, env });
    const archive = ["--quiet", "--create", "--format=newc", "--owner=0:0", "--file", target];
    await run("cpio", archive, { cwd: tree, env, input: list });
}
