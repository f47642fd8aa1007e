import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const FOLDERS = ["sdk", "provider", "cli"];

interface Import {
    readonly from: string;
    /** A file of the repository, or the name of a package. */
    readonly to: string;
    readonly typesOnly: boolean;
    /** Whether it is loaded by `import()`, when it is needed. */
    readonly lazy: boolean;
}

const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");

const files = FOLDERS.flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: ROOT })).sort();

/** Statements only: the specifier of `import … from`, `export … from`, `import "…"` and `import("…")`. */
const STATEMENT =
    /^(?:import|export)\s+(?<type>type\s)?[^;]*?from\s+"(?<from>[^"]+)"|^import\s+"(?<bare>[^"]+)"|import\("(?<call>[^"]+)"\)/gm;

/** The text without its comments. */
const codeOf = (file: string): string => read(file).replace(/^\s*(\/\*\*[\s\S]*?\*\/|\/\/.*)$/gm, "");

const importsOf = (file: string): readonly Import[] =>
    [...read(file).matchAll(STATEMENT)].map(({ groups = {} }) => {
        const specifier = groups["from"] ?? groups["bare"] ?? groups["call"] ?? "";
        const to = specifier.startsWith(".") ? normalize(join(dirname(file), specifier)) : specifier;
        return { from: file, to, typesOnly: groups["type"] !== undefined, lazy: groups["call"] !== undefined };
    });

const imports = files.flatMap(importsOf);
const show = ({ from, to }: Import): string => `${from} → ${to}`;
const from = (folder: string): readonly Import[] => imports.filter((each) => each.from.startsWith(folder));
const isOwnFile = ({ to }: Import): boolean => FOLDERS.some((folder) => to.startsWith(`${folder}/`));

describe("the source text", () => {
    it("is seen by these rules", () => {
        expect(files.length).toBeGreaterThan(60);
        expect(imports.length).toBeGreaterThan(150);
        for (const file of imports.filter(isOwnFile).map(({ to }) => to)) expect(files).toContain(file);
    });

    it("is in files of less than 300 lines", () => {
        const lines = (file: string): number => read(file).trimEnd().split("\n").length;
        expect(files.filter((file) => lines(file) >= 300)).toEqual([]);
    });

    it("has no import cycle that exists at run time", () => {
        const next = new Map(
            files.map((file) => [
                file,
                from(file).filter((each) => each.from === file && !each.typesOnly && isOwnFile(each)),
            ]),
        );
        const done = new Set<string>();
        const walk = (file: string, path: readonly string[]): readonly string[] => {
            if (path.includes(file)) return [[...path.slice(path.indexOf(file)), file].join(" → ")];
            if (done.has(file)) return [];
            const found = (next.get(file) ?? []).flatMap(({ to }) => walk(to, [...path, file]));
            done.add(file);
            return found;
        };
        expect(files.flatMap((file) => walk(file, []))).toEqual([]);
    });
});

describe("imports", () => {
    it("of Pulumi are in sdk/ alone", () => {
        const pulumi = imports.filter(({ to }) => to.startsWith("@pulumi/"));
        expect(pulumi.filter((each) => !each.from.startsWith("sdk/")).map(show)).toEqual([]);
        expect(pulumi).not.toEqual([]);
    });

    it("from sdk/ to the rest are types, at run time the frozen entry, and by need what makes images and checks", () => {
        const own = from("sdk/").filter((each) => isOwnFile(each) && !each.to.startsWith("sdk/"));
        expect(own).not.toEqual([]);
        expect(own.filter(({ typesOnly, lazy }) => !typesOnly && !lazy).map(show)).toEqual([
            // A list of names, which both sides mark, and what an address is: nothing that takes time to load.
            "sdk/network/address.ts → provider/spec/address.ts",
            "sdk/network/networks.ts → provider/spec/address.ts",
            "sdk/secret-args.ts → provider/secrets.ts",
        ]);
        expect(own.filter(({ lazy }) => lazy).map(show)).toEqual([
            "sdk/config-drive-image.ts → provider/drive-image.ts",
            "sdk/config-drive-image.ts → cli/folder.ts",
            "sdk/network/document.ts → provider/spec/network-description.ts",
        ]);
        const named = files
            .filter((file) => file.startsWith("sdk/"))
            .flatMap((file) => codeOf(file).match(/pulumi-config-drive[\w/-]*/g) ?? []);
        expect(named).toEqual(["pulumi-config-drive/provider"]);
    });

    it("from provider/ never go up to sdk/ or cli/", () => {
        expect(
            from("provider/")
                .filter(({ to }) => /^(sdk|cli)\//.test(to))
                .map(show),
        ).toEqual([]);
        expect(
            from("cli/")
                .filter(({ to }) => to.startsWith("sdk/"))
                .map(show),
        ).toEqual([]);
    });

    /** What a folder of machinery may import besides itself and Node. */
    const MACHINERY: Readonly<Record<string, RegExp>> = {
        "provider/bytes/": /^$/,
        "provider/iso9660/": /^provider\/bytes\//,
        "provider/vfat/": /^provider\/bytes\//,
        "provider/container/": /^(provider\/bytes\/|fflate$)/,
        "provider/libvirt/": /^(provider\/(errors|nearest)\.ts|@xmldom\/xmldom)$/,
    };

    /** The one type of another's that a folder of machinery is about. */
    const types: Readonly<Record<string, string>> = { "provider/container/": "provider/image.ts" };

    it.each(Object.entries(MACHINERY))("from %s go down, never up or sideways", (folder, allowed) => {
        const own = from(folder);
        expect(own).not.toEqual([]);
        const others = own.filter(
            ({ to, typesOnly }) =>
                !to.startsWith(folder) &&
                !to.startsWith("node:") &&
                !allowed.test(to) &&
                !(typesOnly && types[folder] === to),
        );
        expect(others.map(show)).toEqual([]);
    });

    it("of the pure stages do no input or output", () => {
        const pure =
            /^provider\/(spec|tree|bytes|iso9660|vfat|container|drive-image)(\/|\.ts)|^provider\/(check|diff|placement|image|uuid|mark|nearest)\.ts/;
        expect(files.filter((file) => pure.test(file)).length).toBeGreaterThan(80);
        const allowed = ["node:crypto", "node:util", "node:buffer"];
        const impure = imports.filter(
            ({ from, to }) => pure.test(from) && to.startsWith("node:") && !allowed.includes(to),
        );
        expect(impure.map(show)).toEqual([]);
    });

    it("of sockets and processes are in one folder", () => {
        const links = ["node:net", "node:tls", "node:http", "node:https", "node:child_process"];
        const found = imports.filter(({ to }) => links.includes(to)).map(show);
        expect(found.filter((each) => !each.startsWith("provider/libvirt/transport/"))).toEqual([]);
        expect(found).not.toEqual([]);
    });

    it("of packages are declared", () => {
        const { dependencies, name } = JSON.parse(read("package.json"));
        const packages = imports.filter((each) => !isOwnFile(each) && !each.to.startsWith("node:")).map(({ to }) => to);
        const names = new Set(
            packages.map((to) =>
                to
                    .split("/")
                    .slice(0, to.startsWith("@") ? 2 : 1)
                    .join("/"),
            ),
        );
        expect([...names].filter((each) => each !== name && !(each in dependencies))).toEqual([]);
    });

    it("of the environment, the clock and chance are in the entries alone", () => {
        const outside = /process\.env|Date\.now|new Date\(\)|Math\.random/;
        const entries = ["provider/drives.ts", "sdk/config-drive.ts", "cli/config-drive.ts"];
        expect(files.filter((file) => outside.test(codeOf(file)) && !entries.includes(file))).toEqual([]);
    });
});
