import { describe, expect, it } from "vitest";
import { tarballProblems } from "./tarball.mjs";

const required = [
    "package.json",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
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

const packed = (paths, sizes = {}) => ({ size: 1, unpackedSize: 1, ...sizes, files: paths.map((path) => ({ path })) });

describe("the npm tarball", () => {
    it("has what a program, Pulumi and an editor read", () => {
        expect(tarballProblems(packed(required))).toEqual([]);
    });

    it.each([
        "sdk/index.ts",
        "provider/index.ts",
        "plugin/schema.json",
        "docs/errors.md",
        "examples/quickstart/index.ts",
        "test/architecture.test.ts",
        "bin/sdk/index.js.map",
        "bin/sdk/index.d.ts.map",
        "bin/cli/main.d.ts",
        ".env",
        "dist/pulumi-config-drive-0.1.0.tgz",
    ])("has no %s", (path) => {
        expect(tarballProblems(packed([...required, path]))).toEqual([`no user needs ${path}`]);
    });

    it.each(required.filter((path) => path.startsWith("bin/")))("can't be without %s", (path) => {
        expect(tarballProblems(packed(required.filter((each) => each !== path)))).toEqual([`${path} is missing`]);
    });

    it("can't grow beyond its limits unseen", () => {
        const many = Array.from({ length: 1_000 }, (_, index) => `bin/provider/${index}.js`);
        expect(tarballProblems(packed([...required, ...many], { size: 5e6, unpackedSize: 6e6 }))).toEqual([
            "files: 1014, more than 750",
            "size: 5000000, more than 800000",
            "unpackedSize: 6000000, more than 2600000",
        ]);
    });
});
