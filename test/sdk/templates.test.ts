import { execFileSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { load } from "js-yaml";
import { describe, expect, it } from "vitest";

const repository = resolve(import.meta.dirname, "..", "..");
const read = (path: string): string => readFileSync(join(repository, path), "utf8");

interface Key {
    readonly description: string;
    readonly default?: string;
}

const TEMPLATES = [
    { name: "typescript", program: "index.ts" },
    { name: "python", program: "__main__.py" },
] as const;

const configOf = (name: string): Readonly<Record<string, Key>> =>
    (load(read(`templates/${name}/Pulumi.yaml`)) as { template: { config: Record<string, Key> } }).template.config;

/** What a page of the project's own says from a heading to the next. */
const sectionOf = (name: string, heading: string): string =>
    read(`templates/${name}/README.md`).split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";

describe.each(TEMPLATES)("templates/$name", ({ name, program }) => {
    const config = configOf(name);
    const text = read(`templates/${name}/${program}`);
    const settings = sectionOf(name, "The settings");

    it("describes each setting that its program reads, and no other", () => {
        const names = [...text.matchAll(/config\.(?:get|require)(?:Secret|_secret)?\("(\w+)"/g)].map(([, key]) => key);
        const own = Object.keys(config).filter((key) => !key.includes(":"));
        // A secret in a template would be saved in the clear.
        expect(names.toSorted()).toEqual([...own, "password"].toSorted());
        for (const key of [...Object.keys(config), "password"]) expect(settings).toContain(`| \`${key}\` |`);
        for (const { description } of Object.values(config)) expect(description).not.toBe("");
    });

    it("says how to set what has no default in its program, for a project that pulumi new didn't ask for it", () => {
        const required = [...text.matchAll(/config\.require\("(\w+)"/g)].map(([, key = ""]) => key);
        const set = [...settings.matchAll(/^pulumi config set (\S+) (.+)$/gm)].map(([, key = "", value]) => [
            key,
            value,
        ]);
        expect(set.map(([key]) => key).toSorted()).toEqual([...required, "libvirt:uri"].toSorted());
        for (const [key = "", value] of set) if (key !== "publicKey") expect(value).toBe(config[key]?.default);
    });

    it("tells what comes before the first run before it tells to run", () => {
        for (const page of ["README.md", "Pulumi.yaml"]) {
            const steps = read(`templates/${name}/${page}`);
            expect(steps).toContain("pulumi config set --secret password\n");
            const commands = ["npm install --prefix . pulumi", "pulumi package add ./", "config set --secret password"];
            for (const at of commands.map((command) => steps.indexOf(command))) {
                expect(at).toBeLessThan(steps.search(/^ *pulumi up$/m));
            }
        }
    });

    it("has the same defaults in its program", () => {
        for (const key of ["pool", "network", "domainType"]) {
            expect(text).toMatch(new RegExp(`get\\("${key}"(?:\\) \\?\\? |, )"${config[key]?.default}"`));
        }
        expect(text).toContain(`"${config["libvirt:uri"]?.default}"`);
    });

    it("puts the description only where any text can stand", () => {
        const files = globSync(`templates/${name}/**/*`, {
            cwd: repository,
            withFileTypes: true,
            exclude: ["**/node_modules"],
        });
        const named = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
        const describing = named.filter((file) => /\$\{DESCRIPTION\}/.test(readFileSync(file, "utf8")));
        expect(describing.map((file) => file.slice(join(repository, "templates", name).length + 1)).toSorted()).toEqual(
            ["Pulumi.yaml", "README.md"],
        );
    });
});

describe("the templates", () => {
    it("ask for the same and do the same", () => {
        const [typescript, python] = TEMPLATES.map(({ name }) => configOf(name));
        expect(python).toEqual(typescript);
        for (const heading of ["The settings", "If something fails"]) {
            expect(sectionOf("python", heading)).toBe(sectionOf("typescript", heading));
        }
    });

    it("depend on this package and on the libvirt provider of the tests", () => {
        const { version } = JSON.parse(read("package.json"));
        const { dependencies } = JSON.parse(read("templates/typescript/package.json"));
        const tested = JSON.parse(read("test/toolchain/libvirt-sdk/package.json")).version;
        // Any later version before 1.0.0.
        expect(dependencies["pulumi-config-drive"]).toBe(`>=${version} <1`);
        expect(version).toMatch(/^0\./);
        expect(dependencies["@pulumi/libvirt"]).toBe(`^${tested}`);
        expect(read("templates/python/requirements.txt")).toContain(`pulumi-libvirt>=${tested},<0.6\n`);
    });

    it("need the Pulumi that the package needs", () => {
        const { dependencies } = JSON.parse(read("package.json"));
        const needed = dependencies["@pulumi/pulumi"];
        const template = JSON.parse(read("templates/typescript/package.json"));
        expect(template.dependencies["@pulumi/pulumi"]).toBe(needed);
        const [, oldest] = /^\^(3\.\d+)\.0$/.exec(needed) ?? [];
        for (const program of ["templates", "examples/languages"]) {
            expect(read(`${program}/python/requirements.txt`)).toContain(`pulumi>=${oldest},<4\n`);
        }
        for (const page of ["README.md", "docs/compatibility.md"]) {
            expect(read(page)).toContain(`\`@pulumi/pulumi\` ${oldest} or newer`);
        }
    });

    const install = "npm install --prefix . pulumi-config-drive\n";

    it("install the plugin as docs/plugin.md says", () => {
        const commands = [install, "pulumi package add ./node_modules/pulumi-config-drive"];
        const pages = ["docs/plugin.md", "templates/python/README.md", "templates/python/Pulumi.yaml"];
        for (const page of pages) expect(commands.filter((command) => !read(page).includes(command))).toEqual([]);
    });

    it("install it beside the program, even below a folder with packages of its own", () => {
        const above = mkdtempSync(join(tmpdir(), "config-drive-above-"));
        try {
            const project = join(above, "project");
            for (const folder of [project, join(above, "node_modules"), join(above, "pulumi-config-drive")]) {
                mkdirSync(folder);
            }
            writeFileSync(join(above, "package.json"), "{}");
            const manifest = JSON.stringify({ name: "pulumi-config-drive", version: "0.0.0" });
            writeFileSync(join(above, "pulumi-config-drive", "package.json"), manifest);
            const local = install.trim().replace("pulumi-config-drive", "../pulumi-config-drive");
            const [command = "", ...args] = `${local} --offline --no-audit --no-fund`.split(" ");
            execFileSync(command, args, { cwd: project, stdio: "pipe" });
            expect(existsSync(join(project, "node_modules", "pulumi-config-drive", "package.json"))).toBe(true);
            expect(existsSync(join(above, "node_modules", "pulumi-config-drive"))).toBe(false);
        } finally {
            rmSync(above, { recursive: true });
        }
    });
});
