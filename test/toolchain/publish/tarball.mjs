import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../places.mjs";
import { Problem, run } from "../run.mjs";
import { withDraft } from "./draft.mjs";
import { repositoryFields, withRepositoryLinks } from "./repository.mjs";
import { unpack } from "./unpack.mjs";

/**
 * @typedef {object} Packed
 * @property {string} filename
 * @property {number} size of the tarball
 * @property {number} unpackedSize
 * @property {readonly { path: string }[]} files
 */

/** What a program, Pulumi or a user's editor reads. Sources, guides and examples are in the repository. */
const WANTED = [
    /^bin\/.+\.js$/,
    /^bin\/(sdk|provider)\/.+\.d\.ts$/,
    /^bin\/.+\.json$/,
    /^(package\.json|PulumiPlugin\.yaml|README\.md|CHANGELOG\.md|LICENSE)$/,
];

/** Without these no entry works. */
const REQUIRED = [
    "PulumiPlugin.yaml",
    "bin/cli/config-drive.js",
    "bin/plugin/main.js",
    "bin/plugin/run-plugin.js",
    "bin/plugin/schema.json",
    "bin/provider/formats/iso9660/index.d.ts",
    "bin/provider/formats/vfat/index.d.ts",
    "bin/provider/index.d.ts",
    "bin/sdk/index.d.ts",
    "bin/sdk/index.js",
];

/** Room for the next versions. A folder of tests or of sources that comes in by mistake needs more. */
const LIMITS = { files: 750, size: 800_000, unpackedSize: 2_600_000 };

/**
 * What a tarball has and shouldn't, or hasn't and should.
 *
 * @param {Packed} packed
 * @returns {readonly string[]}
 */
export function tarballProblems({ size, unpackedSize, files }) {
    const paths = files.map(({ path }) => path);
    const measured = { files: paths.length, size, unpackedSize };
    return [
        ...paths.filter((path) => !WANTED.some((wanted) => wanted.test(path))).map((path) => `no user needs ${path}`),
        ...REQUIRED.filter((path) => !paths.includes(path)).map((path) => `${path} is missing`),
        ...Object.entries(LIMITS)
            .filter(([what, limit]) => measured[what] > limit)
            .map(([what, limit]) => `${what}: ${measured[what]}, more than ${limit}`),
    ];
}

/**
 * Packs the npm package into a folder: as a user who runs `npm pack`, then with the repository in its manifest and its README.
 *
 * @param {string} folder
 * @param {string | undefined} repository `owner/name`
 * @returns {Promise<Packed>}
 */
export async function packTarball(folder, repository) {
    const packed = await pack(root, folder);
    const problems = tarballProblems(packed);
    if (problems.length > 0) throw new Problem(`The npm tarball isn't as it should be:\n  ${problems.join("\n  ")}`);
    if (repository === undefined) return packed;
    return withDraft(async (draft) => {
        await unpack(join(folder, packed.filename), draft);
        const unpacked = join(draft, "package");
        const path = join(unpacked, "package.json");
        const manifest = JSON.parse(readFileSync(path, "utf8"));
        writeFileSync(path, `${JSON.stringify({ ...manifest, ...repositoryFields(repository) }, null, 4)}\n`);
        const readme = join(unpacked, "README.md");
        writeFileSync(readme, withRepositoryLinks(readFileSync(readme, "utf8"), repository));
        return pack(unpacked, folder, "--ignore-scripts");
    });
}

async function pack(cwd, folder, ...options) {
    const output = await run("npm", ["pack", "--json", "--pack-destination", folder, ...options], { cwd });
    const [packed] = JSON.parse(output);
    return packed;
}
