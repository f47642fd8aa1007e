import { run } from "./run.mjs";

/**
 * Removes guests and pools whose definition names a folder, except those of the given names. A killed Pulumi CLI leaves
 * what it was creating without a note of it, and libvirt allows no second pool in the folder.
 *
 * @param {string} folder
 * @param {readonly string[]} known names of guests and pools to keep
 * @param {{ uri: string, env?: NodeJS.ProcessEnv }} host
 */
export async function removeRemains(folder, known, { uri, env }) {
    const virsh = (...args) => run("virsh", ["--connect", uri, ...args], { env });
    const unknown = async (list, dump) => {
        const names = (await virsh(...list)).split("\n").filter((name) => name !== "" && !known.includes(name));
        const definitions = await Promise.all(names.map((name) => definitionOf(() => virsh(dump, name))));
        return names.filter((_, index) => definitions[index].includes(`${folder}/`));
    };
    for (const guest of await unknown(["list", "--all", "--name"], "dumpxml")) {
        // One that is shut off can't be stopped.
        await virsh("destroy", guest).catch(() => {});
        await virsh("undefine", guest);
    }
    for (const pool of await unknown(["pool-list", "--all", "--name"], "pool-dumpxml")) {
        await virsh("pool-destroy", pool).catch(() => {});
        await virsh("pool-undefine", pool);
    }
}

/** Another program can remove a guest or a pool meanwhile. */
const definitionOf = (dump) => dump().catch(() => "");
