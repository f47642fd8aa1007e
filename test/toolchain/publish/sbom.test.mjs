import { describe, expect, it } from "vitest";
import { rooted } from "./sbom.mjs";

const component = (group, name, version) => ({
    "bom-ref": `${group ? `${group}/` : ""}${name}@${version}`,
    ...(group ? { group } : {}),
    name,
    version,
    externalReferences: [],
});
const own = {
    ...component("", "pulumi-config-drive", "1.2.3"),
    externalReferences: [
        { type: "distribution", url: "file:/somewhere/x.tgz" },
        { type: "vcs", url: "https://example.com" },
    ],
};
const others = [component("@pulumi", "pulumi", "3.0.0"), component("", "zod", "4.0.0")];
const sbomOf = (...components) => ({
    bomFormat: "CycloneDX",
    metadata: { tools: [], component: { "bom-ref": "empty@0.0.0" } },
    components,
    dependencies: [
        { ref: "empty@0.0.0", dependsOn: ["pulumi-config-drive@1.2.3"] },
        { ref: "pulumi-config-drive@1.2.3", dependsOn: ["zod@4.0.0"] },
    ],
});

describe("the SBOM of the npm package", () => {
    it("has the package as its root, and nothing of the machine", () => {
        const sbom = rooted(sbomOf(own, ...others), "1.2.3");
        expect(sbom.metadata.component).toMatchObject({ name: "pulumi-config-drive", version: "1.2.3" });
        expect(sbom.metadata.component.externalReferences).toEqual([{ type: "vcs", url: "https://example.com" }]);
        expect(sbom.components).toEqual(others);
        expect(sbom.dependencies).toEqual([{ ref: "pulumi-config-drive@1.2.3", dependsOn: ["zod@4.0.0"] }]);
    });

    it("knows @pulumi/pulumi by either form of its name", () => {
        const whole = component("", "@pulumi/pulumi", "3.0.0");
        expect(rooted(sbomOf(own, whole, others[1]), "1.2.3").components).toHaveLength(2);
    });

    it("is refused if it lacks the package, its version or its dependencies", () => {
        expect(() => rooted(sbomOf(...others), "1.2.3")).toThrow("The SBOM lacks pulumi-config-drive 1.2.3.");
        expect(() => rooted(sbomOf(own, ...others), "1.2.4")).toThrow("The SBOM lacks pulumi-config-drive 1.2.4.");
        expect(() => rooted(sbomOf(own), "1.2.3")).toThrow("The SBOM lacks @pulumi/pulumi and zod.");
    });
});
