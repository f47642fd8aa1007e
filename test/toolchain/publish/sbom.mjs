import { Problem, run } from "../run.mjs";

/**
 * The CycloneDX document of what is installed in a folder: the package's own dependencies and no others, since the
 * folder was empty before. In the clone, npm's own answer lacks most of them.
 *
 * @param {string} folder
 * @param {string} version of the package
 * @returns {Promise<object>}
 */
export async function packageSbom(folder, version) {
    const output = await run("npm", ["sbom", "--sbom-format", "cyclonedx", "--omit", "dev"], { cwd: folder });
    return rooted(JSON.parse(output), version);
}

/**
 * The document with the package as its root, in place of the empty project that it was installed into.
 *
 * @param {object} sbom
 * @param {string} version
 * @returns {object}
 */
export function rooted(sbom, version) {
    const own = sbom.components.find(({ name }) => name === "pulumi-config-drive");
    if (own?.version !== version) throw new Problem(`The SBOM lacks pulumi-config-drive ${version}.`);
    const project = sbom.metadata.component["bom-ref"];
    const others = sbom.components.filter((component) => component !== own);
    const missing = ["@pulumi/pulumi", "zod"].filter((name) => !others.some((component) => nameOf(component) === name));
    if (missing.length > 0) throw new Problem(`The SBOM lacks ${missing.join(" and ")}.`);
    // It was installed from a file of this machine.
    const externalReferences = own.externalReferences.filter(({ url }) => !url.startsWith("file:"));
    return {
        ...sbom,
        metadata: { ...sbom.metadata, component: { ...own, externalReferences } },
        components: others,
        dependencies: sbom.dependencies.filter(({ ref }) => ref !== project),
    };
}

function nameOf({ group, name }) {
    return group ? `${group}/${name}` : name;
}
