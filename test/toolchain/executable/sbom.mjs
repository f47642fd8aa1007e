import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The CycloneDX document of the executable: the packages in its script, and the Node that runs it. Equal contents give
 * an equal document: it has neither a date nor a serial number.
 *
 * @param {string} version of the plugin
 * @param {readonly string[]} packages the folders of the packages in it
 * @param {string} node the version of the Node in it
 * @returns {object}
 */
export function executableSbom(version, packages, node) {
    const name = "pulumi-resource-config-drive";
    const ref = `${name}@${version}`;
    const components = [...packages.map(componentOf), nodeComponent(node.replace(/^v/, ""))];
    const references = components.map((component) => component["bom-ref"]);
    return {
        bomFormat: "CycloneDX",
        specVersion: "1.5",
        version: 1,
        metadata: {
            lifecycles: [{ phase: "build" }],
            component: {
                "bom-ref": ref,
                type: "application",
                name,
                version,
                licenses: [{ license: { id: "Apache-2.0" } }],
            },
        },
        components,
        dependencies: [{ ref, dependsOn: references }, ...references.map((each) => ({ ref: each, dependsOn: [] }))],
    };
}

function componentOf(folder) {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const [, group, bare = name] = /^(@[^/]+)\/(.+)$/.exec(name) ?? [];
    return {
        "bom-ref": `${name}@${version}`,
        type: "library",
        ...(group === undefined ? {} : { group }),
        name: bare,
        version,
        purl: `pkg:npm/${name.replace("@", "%40")}@${version}`,
        licenses: [/[ ()]/.test(license) ? { expression: license } : { license: { id: license } }],
    };
}

function nodeComponent(version) {
    return {
        "bom-ref": `node@${version}`,
        type: "platform",
        name: "node",
        version,
        purl: `pkg:generic/node@${version}`,
        cpe: `cpe:2.3:a:nodejs:node.js:${version}:*:*:*:-:*:*:*`,
        licenses: [{ license: { name: "Node.js license" } }],
    };
}
