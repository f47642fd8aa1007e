import { Problem } from "../run.mjs";

const systems = { linux: "linux", darwin: "darwin", win32: "windows" };
const machines = { x64: "amd64", arm64: "arm64" };

/**
 * The names of the archive and of the executable in it, as Pulumi expects them.
 *
 * @param {string} version
 * @param {string} [platform] Node's name of the system
 * @param {string} [arch] Node's name of the machine
 */
export function namesFor(version, platform = process.platform, arch = process.arch) {
    const system = systems[platform];
    const machine = machines[arch];
    if (!system || !machine) throw new Problem(`Pulumi has no plugins for ${platform} on ${arch}.`);
    const name = "pulumi-resource-config-drive";
    return {
        archive: `${name}-v${version}-${system}-${machine}.tar.gz`,
        executable: system === "windows" ? `${name}.exe` : name,
    };
}
