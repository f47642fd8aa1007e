import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PYTHON, SDKS } from "./runtimes.ts";

const examples = resolve(import.meta.dirname, "..", "..", "..", "..", "examples", "languages");

/** Rejects with what the program printed, if it fails. */
const run = promisify(execFile);

describe("the programs in examples/languages", () => {
    let folder: string;
    const copy = (language: string, sdks: Readonly<Record<string, string | undefined>>): string => {
        const project = join(folder, language);
        cpSync(join(examples, language), project, { recursive: true });
        for (const [name, sdk = ""] of Object.entries(sdks)) {
            cpSync(sdk, join(project, "sdks", name), { recursive: true });
        }
        return project;
    };

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "config-drive-languages-"));
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    it("has the types that its SDKs require, in Python", async () => {
        const cwd = copy("python", {});
        const env = { ...process.env, MYPYPATH: SDKS["python"] };
        const { stdout } = await run(PYTHON, ["-m", "mypy", "--strict", "--follow-imports=silent", "__main__.py"], {
            cwd,
            env,
        });
        expect(stdout).toContain("Success: no issues found in 1 source file");
    });

    it("passes Go's own checks", async () => {
        const cwd = copy("go", { "config-drive": SDKS["go"] });
        await run("go", ["vet", "."], { cwd });
        const { stdout } = await run("gofmt", ["-l", "main.go"], { cwd });
        expect(stdout).toBe("");
    });

    it("is compiled by Maven, in Java", async () => {
        const cwd = copy("java", { "config-drive": SDKS["java"], libvirt: SDKS["libvirtJava"] });
        await run("mvn", ["--batch-mode", "--quiet", "compile"], { cwd });
        const bytes = readFileSync(join(cwd, "target", "classes", "example", "App.class"));
        expect(bytes.subarray(0, 4).toString("hex")).toBe("cafebabe");
    });
});

describe("the program in C#", () => {
    const text = readFileSync(join(examples, "csharp", "Program.cs"), "utf8");
    const folders: Readonly<Record<string, string | undefined>> = {
        ConfigDrive: SDKS["csharp"],
        Libvirt: SDKS["libvirtCsharp"],
    };
    /** The settable properties of a class of an SDK. */
    const propertiesOf = (namespace = "", file = "", name = ""): readonly string[] => {
        const source = readFileSync(join(folders[namespace] ?? "", `${file}.cs`), "utf8");
        const [, rest = ""] = source.split(`public sealed class ${name} :`);
        const [body = ""] = rest.split("\n    }\n");
        return [...body.matchAll(/^ {8}public [\w<>.?, ]+ (\w+)\s*\{\s*get/gm)].map(([, property = ""]) => property);
    };

    it("sets only properties that the resources have", () => {
        const resources = [...text.matchAll(/new (\w+)\.(\w+)\("\w+", new\(\)\n {4}\{\n([\s\S]*?)^ {4}\}/gm)];
        expect(resources.map(([, , name]) => name)).toEqual(["Pool", "Volume", "ConfigDrive", "Domain"]);
        for (const [, namespace, name, body = ""] of resources) {
            const known = propertiesOf(namespace, name, `${name}Args`);
            const set = [...body.matchAll(/^ {8}(\w+) =/gm)].map(([, property = ""]) => property);
            expect(set).not.toEqual([]);
            expect(known).toEqual(expect.arrayContaining(set));
        }
    });

    it("sets only properties that the nested types have", () => {
        const nested = [...text.matchAll(/new (\w+)\.Inputs\.(\w+) \{ (\w+) =/g)];
        expect(nested.map(([, , name]) => name)).toEqual(["PoolTargetArgs", "FileContentArgs", "DomainDiskArgs"]);
        for (const [, namespace, name, property] of nested) {
            expect(propertiesOf(namespace, join("Inputs", name ?? ""), name)).toContain(property);
        }
    });
});
