import { cpSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import type { ExampleStack } from "../../../pulumi/example-stack.ts";

const modules = resolve(import.meta.dirname, "..", "..", "..", "..", "node_modules");

/** The folders of the SDKs that the set-up generated, by language. */
export const SDKS: Readonly<Record<string, string>> = JSON.parse(process.env["CONFIG_DRIVE_SDKS"] ?? "{}");

/** The interpreter of an environment with Pulumi's packages. */
export const PYTHON: string = process.env["CONFIG_DRIVE_PULUMI_PYTHON"] ?? "";

const sdk = (language: string): string => {
    const folder = SDKS[language];
    if (folder === undefined) throw new Error(`CONFIG_DRIVE_SDKS: names no SDK for ${language}`);
    return folder;
};

const withFirst = (...folders: readonly string[]): string => [...folders, process.env["PATH"]].join(delimiter);

/** Prepares a program as its users do, and returns the variables that it runs with. */
export const RUNTIMES: Readonly<Record<string, (stack: ExampleStack) => NodeJS.ProcessEnv>> = {
    typescript: ({ project }) => {
        const own = join(project, "node_modules");
        mkdirSync(join(own, "@pulumi"), { recursive: true });
        for (const name of ["@pulumi/pulumi", "@pulumi/libvirt", "@types", "typescript"]) {
            symlinkSync(join(modules, name), join(own, name));
        }
        const { name } = JSON.parse(readFileSync(join(sdk("nodejs"), "package.json"), "utf8"));
        cpSync(sdk("nodejs"), join(own, name), { recursive: true });
        return {};
    },
    python: () => ({ PYTHONPATH: sdk("python"), PATH: withFirst(dirname(PYTHON)) }),
    go: (stack) => {
        stack.addSdk("config-drive", sdk("go"));
        return {};
    },
    yaml: () => ({}),
};
