import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Stack } from "../../pulumi/stack.ts";
import { examples } from "../../support/plugin/examples.ts";

const ROOT = resolve(import.meta.dirname, "..", "..", "..");
const SCHEMA = join(ROOT, "plugin", "schema.json");

const inLanguage = (wanted: string): readonly (readonly [string, string])[] =>
    examples().flatMap(({ name, language, program }) => (language === wanted ? [[name, program] as const] : []));

describe("the plugin's schema, to Pulumi's own programs", () => {
    it("has no error and no warning", () => {
        const { status, stdout, stderr } = spawnSync("pulumi", ["schema", "check", SCHEMA], { encoding: "utf8" });
        expect([status, stdout, stderr]).toEqual([0, "", ""]);
    });

    it("makes a Node SDK in which the examples in TypeScript compile", () => {
        const folder = mkdtempSync(join(tmpdir(), "plugin-schema-"));
        try {
            const sdk = join(folder, "sdk");
            mkdirSync(sdk);
            execFileSync("gen-sdk", [sdk], { input: readFileSync(SCHEMA) });
            const programs = inLanguage("typescript");
            expect(programs.length).toBeGreaterThan(3);
            for (const [name, program] of programs) writeFileSync(join(folder, `${name}.ts`), program);
            symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
            const compilerOptions = {
                target: "es2023",
                module: "node16",
                strict: true,
                noEmit: true,
                skipLibCheck: true,
                types: ["node"],
                paths: { "pulumi-config-drive-sdk": ["./sdk/index.ts"] },
            };
            const project = JSON.stringify({ compilerOptions, include: ["*.ts"] });
            writeFileSync(join(folder, "tsconfig.json"), project);
            const tsc = join(ROOT, "node_modules", "typescript", "bin", "tsc");
            const { stdout } = spawnSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" });
            expect(stdout).toBe("");
        } finally {
            rmSync(folder, { recursive: true });
        }
    });
});

describe("the examples in YAML", () => {
    let stack: Stack;
    let project: string;
    let head: string;

    beforeAll(async () => {
        stack = new Stack("functions", undefined, "yaml");
        project = join(stack.folder, "project", "Pulumi.yaml");
        const [own = ""] = readFileSync(project, "utf8").split("# A network");
        head = own;
        await stack.init();
    });
    afterAll(() => stack.remove());

    it.each(inLanguage("yaml"))("%s is planned by a preview", async (_, program) => {
        writeFileSync(project, head + program);
        const planned = await stack.succeed(["preview", "--diff"]);
        // The tests' language hosts are on the PATH.
        expect(planned.replaceAll(/^warning: using pulumi-language-.*$/gm, "")).not.toMatch(/warning/i);
    });
});
