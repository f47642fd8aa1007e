import { execFileSync } from "node:child_process";
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { guestFolder } from "../guests/guest.ts";
import { PluginProcess } from "../support/plugin/process.ts";
import { closeSingleStack, openSingleStack } from "./single-stack.ts";
import { Stack } from "./stack.ts";

const repository = resolve(import.meta.dirname, "..", "..");

describe("the packed package, installed in an empty folder", () => {
    const folder = guestFolder();
    const project = join(folder, "project");
    const run = (command: string, ...args: readonly string[]): string =>
        execFileSync(command, args, { cwd: project, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

    beforeAll(() => {
        mkdirSync(project);
        // The set-up has built bin/ already; packing must not write it again under the other tests.
        const [packed] = JSON.parse(
            execFileSync("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], {
                cwd: repository,
                encoding: "utf8",
                stdio: ["ignore", "pipe", "ignore"],
            }),
        );
        writeFileSync(join(project, "package.json"), JSON.stringify({ name: "empty", private: true }));
        const typescript = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")).devDependencies
            .typescript;
        run("npm", "install", "--no-audit", "--no-fund", join(folder, packed.filename), `typescript@${typescript}`);
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it("gives a program and a provider that make and remove a drive", async () => {
        const single = await openSingleStack(new Stack("single", join(project, "node_modules")));
        const { stack, variables } = single;
        try {
            await stack.up(variables);
            expect((await stack.outputs())["drawn"]).toBe("attached");
            await stack.previewNothing(variables);
            await stack.destroy();
        } finally {
            await closeSingleStack(single);
        }
    });

    it("has types that strict programs of both module systems compile against", () => {
        const text = [
            'import { ConfigDrive, type ConfigDriveImage, configDriveImage, type NetworkData } from "pulumi-config-drive";',
            'import { writeIso9660 } from "pulumi-config-drive/iso9660";',
            "const networkData: NetworkData = { links: [], networks: [], services: [] };",
            'export const drive = new ConfigDrive("web", { hostname: "web", networkData });',
            'export const disk: ConfigDriveImage = configDriveImage({ hostname: "web" }, { format: "vhd" });',
            'export const image = writeIso9660([{ path: "a", content: new Uint8Array(1) }], { label: "config-2" });',
            "",
        ].join("\n");
        for (const name of ["program.cts", "program.mts"]) writeFileSync(join(project, name), text);
        const compilerOptions = { module: "nodenext", target: "es2023", strict: true, noEmit: true, types: [] };
        writeFileSync(
            join(project, "tsconfig.json"),
            JSON.stringify({ compilerOptions: { ...compilerOptions, skipLibCheck: true }, include: ["*.?ts"] }),
        );
        expect(run("npx", "tsc", "-p", ".")).toBe("");
    });

    it("has types that the TypeScript of before 5 reads too, Pulumi's own among them", () => {
        const bin = join(project, "node_modules", "pulumi-config-drive", "bin");
        const declarations = globSync("**/*.d.ts", { cwd: bin });
        expect(declarations.length).toBeGreaterThan(30);
        expect(declarations.filter((file) => /\.ts"/.test(readFileSync(join(bin, file), "utf8")))).toEqual([]);
        writeFileSync(
            join(project, "old.ts"),
            'import { ConfigDrive } from "pulumi-config-drive";\nnew ConfigDrive("web", { hostnam: "web" });\n',
        );
        const script = `
            const ts = require("@pulumi/pulumi/vendor/typescript@3.8.3/typescript.js");
            const program = ts.createProgram(["old.ts"], { strict: true, skipLibCheck: true, noEmit: true, types: [] });
            const found = program.getSemanticDiagnostics(program.getSourceFile("old.ts"));
            console.log(found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " ")).join());`;
        expect(run("node", "-e", script)).toMatch(/^Argument of type .* 'hostname'\?\n$/);
    });

    it("has the declarations that its entries need, and no others", () => {
        const bin = join(project, "node_modules", "pulumi-config-drive", "bin");
        const declarations = globSync("**/*.d.ts", { cwd: bin });
        const named = declarations.flatMap((file) =>
            [...readFileSync(join(bin, file), "utf8").matchAll(/(?:from |import(?:\(| ))"(\.[^"]+)\.js"/g)].map(
                ([, path]) => join(dirname(file), `${path}.d.ts`),
            ),
        );
        expect(named.filter((file) => !declarations.includes(file))).toEqual([]);
        const entries = declarations.filter((file) => !named.includes(file));
        // Those of the formats are named by the provider's.
        expect(entries.toSorted()).toEqual(["provider/index.d.ts", "sdk/index.d.ts"]);
    });

    it("has types of every entry for the module resolution that knows no exports", () => {
        const text = [
            'import { readIso9660 } from "pulumi-config-drive/iso9660";',
            'import { readVfat } from "pulumi-config-drive/vfat";',
            "export const labels: string[] = [readIso9660, readVfat].map((read) => read(new Uint8Array(1)).label);",
            "",
        ].join("\n");
        writeFileSync(join(project, "node10.ts"), text);
        const options = "--module commonjs --moduleResolution node10 --ignoreDeprecations 6.0 --target es2023 --noEmit";
        const strictly = "--strict --skipLibCheck --types node --ignoreConfig".split(" ");
        expect(run("npx", "tsc", ...options.split(" "), ...strictly, "node10.ts")).toBe("");
    });

    it("has types for programs that a bundler reads", () => {
        writeFileSync(
            join(project, "bundled.ts"),
            'import { ConfigDrive } from "pulumi-config-drive";\nnew ConfigDrive("web", { hostname: "web" });\n',
        );
        const options = "--module esnext --moduleResolution bundler --target es2023 --noEmit".split(" ");
        const strictly = "--strict --skipLibCheck --types node --ignoreConfig".split(" ");
        expect(run("npx", "tsc", ...options, ...strictly, "bundled.ts")).toBe("");
    });

    it("is a plugin that Pulumi's Node host starts from its folder", async () => {
        const folder = join(project, "node_modules", "pulumi-config-drive");
        expect(readFileSync(join(folder, "PulumiPlugin.yaml"), "utf8")).toMatch(/^ {2}name: nodejs$/m);
        // What `pulumi-language-nodejs` runs; its module isn't among those that can be built here.
        const host = join(project, "node_modules", "@pulumi", "pulumi", "cmd", "run-plugin");
        const plugin = await PluginProcess.start(process.execPath, [host, folder, "127.0.0.1:1"], { cwd: project });
        try {
            expect(await plugin.schema()).toMatchObject({ name: "config-drive" });
        } finally {
            plugin.stop();
        }
    });

    it("starts no plugin in a program that loads its folder, and is the SDK by its name", () => {
        const script = `
            const loaded = require("./node_modules/pulumi-config-drive");
            console.log(typeof loaded, typeof require("pulumi-config-drive").ConfigDrive);`;
        expect(run("node", "-e", script)).toBe("function function\n");
    });

    it("has a command line that builds and inspects an image", () => {
        writeFileSync(join(project, "inputs.json"), JSON.stringify({ hostname: "web", rootFiles: {} }));
        run("npx", "config-drive", "build", "inputs.json", "--output", "web.iso");
        expect(run("npx", "config-drive", "inspect", "web.iso")).toContain('"hostname": "web"');
    });

    it.each(["require", "import"])("writes an image from a program of its own, by %s", (way) => {
        const declare = `
            pulumi.runtime.setMocks({ newResource: () => ({ id: "", state: {} }), call: () => ({}) });
            const { path, size } = configDriveImage({ hostname: "web" }, { format: "vmdk", directory: "${way}" });
            pulumi.all([path, size]).apply(([file, bytes]) => console.log(file, fs.statSync(file).size === bytes));`;
        const load =
            way === "require"
                ? `const fs = require("node:fs"); const pulumi = require("@pulumi/pulumi");
                   const { configDriveImage } = require("pulumi-config-drive");`
                : `import * as fs from "node:fs"; import * as pulumi from "@pulumi/pulumi";
                   import { configDriveImage } from "pulumi-config-drive";`;
        const type = way === "require" ? "commonjs" : "module";
        const said = run("node", `--input-type=${type}`, "-e", load + declare);
        expect(said).toMatch(new RegExp(`^${way}/config-drive-[0-9a-f]{32}\\.vmdk true\n$`));
    });

    it("loads the builder of images by need alone", () => {
        // What stays: gzip, addresses, names of secrets and marks, the bound of a declaration, the parser of URIs, and
        // the reader of settings.
        const script = `
            require("pulumi-config-drive");
            const all = Object.keys(require.cache).map((path) => path.replaceAll("\\\\", "/"));
            const own = all.filter((path) => path.includes("/pulumi-config-drive/bin/"));
            const heavy = all.filter((path) =>
                /[/]zod[/]|[/]bin[/]provider[/](check[/](?!text-settings)|(image|image-file|tree|formats[/](iso9660|vfat))[/])/.test(path));
            console.log(own.length > 1, own.length < 60, heavy);`;
        expect(run("node", "-e", script)).toBe("true true []\n");
    });

    it("writes images on its own through pulumi-config-drive/iso9660", () => {
        const script = `
            const { writeIso9660, readIso9660 } = require("pulumi-config-drive/iso9660");
            const { chunks, size } = writeIso9660([{ path: "a/b", content: Buffer.from("c") }], { label: "x" });
            const { label, files } = readIso9660(Buffer.concat(chunks));
            console.log(size % 4096, label, files[0].path, Buffer.from(files[0].content).toString());`;
        expect(run("node", "-e", script)).toBe("0 x a/b c\n");
    });
});
