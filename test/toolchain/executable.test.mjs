import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { CheckRequest, GetSchemaRequest } from "@pulumi/pulumi/proto/provider_pb.js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { parseTar } from "nanotar";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask } from "../support/plugin/client.ts";
import { PluginProcess } from "../support/plugin/process.ts";
import { archiveOf } from "./executable/archive.mjs";
import { bundlePlugin } from "./executable/bundle.mjs";
import { licencesOf } from "./executable/licences.mjs";
import { namesFor } from "./executable/platform.mjs";
import { executableSbom } from "./executable/sbom.mjs";
import { Problem, run } from "./run.mjs";

const text = (data) => Buffer.from(data).toString();

describe("the archive", () => {
    const entries = [
        { name: "b", data: Buffer.from("two"), executable: true },
        { name: "a", data: Buffer.from("one") },
    ];

    it("has the entries in order, with no trace of the machine", () => {
        // It reads the buffer below a view from its beginning.
        const files = parseTar(Uint8Array.from(gunzipSync(archiveOf(entries))));
        const common = { uid: 0, gid: 0, user: "root", group: "root", mtime: 0 };
        expect(files.map(({ name, data, attrs }) => [name, text(data), attrs])).toEqual([
            ["a", "one", { ...common, mode: expect.stringMatching(/^0*644$/) }],
            ["b", "two", { ...common, mode: expect.stringMatching(/^0*755$/) }],
        ]);
    });

    it("has the same bytes for the same entries", () => {
        expect(archiveOf(entries.toReversed())).toEqual(archiveOf(entries));
    });
});

describe("the names", () => {
    it("are those that Pulumi expects", () => {
        const archive = (system) => `pulumi-resource-config-drive-v1.2.3-${system}.tar.gz`;
        const executable = "pulumi-resource-config-drive";
        expect(namesFor("1.2.3", "linux", "x64")).toEqual({ archive: archive("linux-amd64"), executable });
        expect(namesFor("1.2.3", "darwin", "arm64")).toEqual({ archive: archive("darwin-arm64"), executable });
        expect(namesFor("1.2.3", "win32", "x64")).toEqual({
            archive: archive("windows-amd64"),
            executable: `${executable}.exe`,
        });
        expect(() => namesFor("1.2.3", "linux", "riscv64")).toThrow("Pulumi has no plugins for linux on riscv64.");
    });
});

describe("the bundle", () => {
    const folder = mkdtempSync(join(tmpdir(), "config-drive-bundle-"));
    const script = join(folder, "main.js");
    let packages;

    beforeAll(async () => {
        const bundle = await bundlePlugin();
        packages = bundle.packages;
        writeFileSync(script, bundle.code);
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    it("runs where no package is installed", async () => {
        expect(await run(process.execPath, [script, "--version"], { cwd: folder })).toMatch(/^\d+\.\d+\.\d+\n$/);
    });

    it("has what a plugin loads only when asked", async () => {
        const plugin = await PluginProcess.start(process.execPath, [script, "--attach"], { cwd: folder });
        try {
            const urn = "urn:pulumi:test::test::config-drive:index:ConfigDrive::web";
            const userData = "#cloud-config\npackages: 3\n";
            const news = Struct.fromJavaScript({ hostname: "web", userData, connection: "test:///default" });
            const checked = await ask((done) =>
                plugin.client.check(new CheckRequest().setUrn(urn).setNews(news), done),
            );
            const reasons = checked.getFailuresList().map((failure) => failure.getReason());
            expect(reasons).toContainEqual(expect.stringMatching(/^userData: line 2: packages/));
            const schema = await ask((done) => plugin.client.getSchema(new GetSchemaRequest(), done));
            expect(JSON.parse(schema.getSchema()).name).toBe("config-drive");
        } finally {
            plugin.stop();
        }
    });

    it("names the packages in it, each with its licence", () => {
        expect(packages.map((path) => basename(path))).toEqual(
            expect.arrayContaining(["grpc-js", "google-protobuf", "saxes", "yaml-js", "zod"]),
        );
        // What only Channelz would load.
        expect(packages.filter((path) => /protobufjs|proto-loader/.test(path))).toEqual([]);
        const licences = licencesOf(packages, { version: "v1", licence: "Node's own" });
        for (const path of packages) expect(licences).toContain(basename(path));
        expect(licences).toMatch(/=\nNode\.js v1\n=+\n\nNode's own\n$/);
    });

    it("has a list of its contents: every package in it, and the Node that runs it", () => {
        const { metadata, components, dependencies } = executableSbom("1.2.3", packages, "v24.1.0");
        expect(metadata.component).toMatchObject({ name: "pulumi-resource-config-drive", version: "1.2.3" });
        expect(components).toHaveLength(packages.length + 1);
        expect(components.map(({ purl }) => purl)).toEqual(
            expect.arrayContaining([
                expect.stringMatching(/^pkg:npm\/%40grpc\/grpc-js@\d/),
                expect.stringMatching(/^pkg:npm\/zod@\d/),
                "pkg:generic/node@24.1.0",
            ]),
        );
        expect(components.filter(({ licenses }) => licenses.length === 0)).toEqual([]);
        const references = components.map((component) => component["bom-ref"]);
        expect(new Set(references).size).toBe(references.length);
        expect(dependencies[0]).toEqual({ ref: metadata.component["bom-ref"], dependsOn: references });
    });

    it("can't have a package without a licence", () => {
        const bare = join(folder, "node_modules", "bare");
        mkdirSync(bare, { recursive: true });
        writeFileSync(join(bare, "package.json"), JSON.stringify({ name: "bare", version: "1.0.0", license: "MIT" }));
        expect(() => licencesOf([bare], { version: "v1", licence: "" })).toThrow(Problem);
    });
});
