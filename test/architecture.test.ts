import { describe, expect, it } from "vitest";
import { ROOMS, ROWS, roomOf } from "./architecture/rooms.ts";
import { codeOf, files, type Import, imports, isOwnFile, read, show } from "./architecture/source.ts";

const packageOf = (module: string): string =>
    module
        .split("/")
        .slice(0, module.startsWith("@") ? 2 : 1)
        .join("/");

const from = (folder: string): readonly Import[] => imports.filter((each) => each.from.startsWith(folder));

describe("the source text", () => {
    it("is seen by these rules", () => {
        expect(files.length).toBeGreaterThan(60);
        expect(imports.length).toBeGreaterThan(150);
        for (const file of imports.filter(isOwnFile).map(({ to }) => to))
            expect(files.includes(file) || file.endsWith(".json"), file).toBe(true);
    });

    it("is in files of less than 300 lines", () => {
        const lines = (file: string): number => read(file).trimEnd().split("\n").length;
        expect(files.filter((file) => lines(file) >= 300)).toEqual([]);
    });

    it("has no import cycle, of types neither", () => {
        const next = new Map(
            files.map((file) => [file, imports.filter((each) => each.from === file && isOwnFile(each))]),
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

describe("the rooms", () => {
    const arrows = imports
        .filter(isOwnFile)
        .map((each) => ({ ...each, room: roomOf(each.from), other: roomOf(each.to) }))
        .filter(({ room, other }) => room !== other);

    it("each hold a file, and every file is in one", () => {
        expect(new Set(files.map(roomOf))).toEqual(new Set(ROOMS.keys()));
    });

    it("stand in an order: each imports only rooms that stand before it", () => {
        const order = [...ROOMS.keys()];
        for (const [room, allowed] of ROOMS) {
            expect(order.slice(0, order.indexOf(room)), room).toEqual(expect.arrayContaining([...allowed]));
        }
    });

    it("import no room but those the list allows", () => {
        expect(arrows.filter(({ room, other }) => !ROOMS.get(room)?.includes(other)).map(show)).toEqual([]);
    });

    it("import every room that the list allows", () => {
        for (const [room, allowed] of ROOMS) {
            const used = new Set(arrows.filter((each) => each.room === room).map(({ other }) => other));
            expect([...used].sort(), room).toEqual([...allowed].sort());
        }
    });

    it("stand on the map in docs/architecture.md above all that they import", () => {
        const [, map = ""] = /uses only lines below it:\n\n```\n([\s\S]*?)```/.exec(read("docs/architecture.md")) ?? [];
        const lines = map.trimEnd().split("\n");
        const place = (name: string): number => lines.findIndex((line) => line.split(/ +/).includes(name));
        for (const [room, names] of ROWS) {
            const own = place(room.replace(/^provider\/(?!index)/, ""));
            expect(own, room).toBeGreaterThan(-1);
            for (const name of names === "nothing" ? [] : names.split(", ")) {
                expect(place(name.replace(/^index/, "provider/index")), `${room} → ${name}`).toBeGreaterThan(own);
            }
        }
    });

    it("are listed in docs/architecture.md as here", () => {
        const quoted = [...read("docs/architecture.md").matchAll(/^\| `([^`]+)` \| [^|]+ \| ([^|]+) \|$/gm)];
        expect(quoted.map(([, room, names]) => [room, names])).toEqual(ROWS);
    });
});

describe("imports", () => {
    it("of Pulumi are in its two adapters, and in the plugin only its protocol", () => {
        const pulumi = imports.filter(({ to }) => to.startsWith("@pulumi/"));
        const isPlugins = ({ from, to }: Import): boolean =>
            from.startsWith("plugin/") && to.startsWith("@pulumi/pulumi/proto/");
        expect(pulumi.filter((each) => !each.from.startsWith("sdk/") && !isPlugins(each)).map(show)).toEqual([]);
        expect(pulumi).not.toEqual([]);
    });

    it("from sdk/ to the rest are types, or light, or wait until an image or a network is described", () => {
        const own = from("sdk/").filter((each) => isOwnFile(each) && !each.to.startsWith("sdk/"));
        expect(own).not.toEqual([]);
        expect(own.filter(({ typesOnly, lazy }) => !typesOnly && !lazy).map(show)).toEqual([
            // What both sides share and takes no time to load: URIs, limits, aliases, gzip, keys, names of secrets.
            "sdk/amount.ts → provider/model/asset.ts",
            "sdk/amount.ts → provider/spec/amount.ts",
            "sdk/cloud-config.ts → provider/spec/user-data/cloud-config-text.ts",
            "sdk/config-drive-image.ts → provider/model/problem.ts",
            "sdk/configuration/stack-defaults.ts → provider/check/text-settings.ts",
            "sdk/configuration/stack-defaults.ts → provider/text/nearest.ts",
            "sdk/default-prefix.ts → provider/model/volume-name.ts",
            "sdk/drive-alias.ts → provider/model/mark.ts",
            "sdk/force-config-drive.ts → provider/model/mark.ts",
            "sdk/gzipped.ts → provider/spec/user-data/shortened.ts",
            "sdk/index.ts → provider/spec/user-data/merge-type-of.ts",
            "sdk/network.ts → provider/model/problem.ts",
            "sdk/public-keys-of.ts → provider/spec/authorized-keys.ts",
            "sdk/secret-args.ts → provider/model/secrets.ts",
        ]);
        expect(own.filter(({ lazy }) => lazy).map(show)).toEqual([
            "sdk/config-drive-image.ts → provider/image-file/make.ts",
            "sdk/config-drive-image.ts → provider/files/folder.ts",
            "sdk/network.ts → provider/spec/network-description/document.ts",
        ]);
        const named = files
            .filter((file) => file.startsWith("sdk/"))
            .flatMap((file) => codeOf(file).match(/pulumi-config-drive[\w/-]*/g) ?? []);
        expect(named).toEqual(["pulumi-config-drive/provider"]);
    });

    it("of packages are in the rooms that need them", () => {
        const found = new Map<string, Set<string>>();
        for (const each of imports.filter(({ to }) => !/^(node:|provider|plugin|cli|sdk|@pulumi\/)/.test(to))) {
            found.set(each.to, (found.get(each.to) ?? new Set()).add(roomOf(each.from)));
        }
        expect(Object.fromEntries([...found].map(([name, rooms]) => [name, [...rooms].sort()]))).toEqual({
            "@cfworker/json-schema": ["provider/spec"],
            "@dagrejs/dagre": ["provider/page"],
            "@grpc/grpc-js": ["plugin"],
            commander: ["cli"],
            diff: ["cli", "provider/page"],
            "google-protobuf/google/protobuf/any_pb.js": ["plugin"],
            "google-protobuf/google/protobuf/empty_pb.js": ["plugin"],
            "google-protobuf/google/protobuf/struct_pb.js": ["plugin"],
            fflate: ["provider/formats/bytes"],
            "highlight.js/lib/core": ["provider/page"],
            "highlight.js/lib/languages/bash": ["provider/page"],
            "highlight.js/lib/languages/ini": ["provider/page"],
            "highlight.js/lib/languages/json": ["provider/page"],
            "highlight.js/lib/languages/powershell": ["provider/page"],
            "highlight.js/lib/languages/xml": ["provider/page"],
            "highlight.js/lib/languages/yaml": ["provider/page"],
            "ipaddr.js": ["provider/spec"],
            "jsonc-parser": ["cli/io"],
            saxes: ["provider/libvirt"],
            "yaml-js": ["provider/spec"],
            zod: ["provider/check", "provider/spec"],
        });
    });

    it("of the pure stages do no input or output", () => {
        const pure = /^provider\/(text|formats|model|spec|tree|image|view|page|check|image-file)\//;
        expect(files.filter((file) => pure.test(file)).length).toBeGreaterThan(100);
        const allowed = ["node:crypto", "node:util", "node:buffer", "node:zlib"];
        const impure = imports.filter(
            ({ from, to }) => pure.test(from) && to.startsWith("node:") && !allowed.includes(to),
        );
        // It only normalises absolute paths, which needs no working directory.
        expect(impure.map(show)).toEqual(["provider/view/user-data/guest-path.ts → node:path"]);
    });

    it("of Node's zlib are only for decompression: what it writes differs between machines", () => {
        expect(imports.filter(({ to }) => to === "node:zlib").map(show)).toEqual([
            "provider/formats/bytes/decompress.ts → node:zlib",
        ]);
        expect(read("provider/formats/bytes/decompress.ts")).toMatch(
            /^import { gunzipSync, inflateSync } from "node:zlib";$/m,
        );
    });

    it("of sockets and processes are in one folder, but for the user's browser", () => {
        const links = ["node:net", "node:tls", "node:http", "node:https", "node:child_process"];
        const found = imports.filter(({ to }) => links.includes(to)).map(show);
        expect(found.filter((each) => !each.startsWith("provider/libvirt/transport/"))).toEqual([
            "cli/show/open-page.ts → node:child_process",
        ]);
        expect(found).not.toEqual([]);
    });

    it("of files are in five rooms", () => {
        const found = imports.filter(({ to }) => /^node:fs/.test(to)).map(({ from }) => roomOf(from));
        expect([...new Set(found)].sort()).toEqual([
            "cli",
            "cli/io",
            "provider/files",
            "provider/libvirt",
            "provider/sources",
        ]);
    });

    it('of packages that only "import" loads are lazy: Node 22 warns of them elsewhere', () => {
        const isOnlyModule = (name: string): boolean => {
            const { type, exports } = JSON.parse(read(`node_modules/${name}/package.json`));
            return type === "module" && !JSON.stringify(exports ?? {}).includes('"require"');
        };
        const packages = imports.filter((each) => !isOwnFile(each) && !/^(node:|@pulumi|pulumi-)/.test(each.to));
        const modules = packages.filter(({ to }) => isOnlyModule(packageOf(to)));
        expect([...new Set(modules.map(({ to }) => to))]).toEqual(["commander"]);
        expect(modules.filter(({ lazy, typesOnly }) => !lazy && !typesOnly).map(show)).toEqual([]);
    });

    it("of packages are declared", () => {
        const { dependencies, name } = JSON.parse(read("package.json"));
        const packages = imports.filter((each) => !isOwnFile(each) && !each.to.startsWith("node:")).map(({ to }) => to);
        const names = new Set(packages.map(packageOf));
        expect([...names].filter((each) => each !== name && !(each in dependencies))).toEqual([]);
    });

    it("of the environment, the date and Math.random are in the entries alone", () => {
        const outside = /process\.env|Date\.now|new Date\(\)|Math\.random/;
        const entries = [
            "provider/engine/hosts.ts",
            "sdk/config-drive.ts",
            "cli/config-drive.ts",
            "plugin/main.ts",
            "plugin/run-plugin.ts",
        ];
        expect(files.filter((file) => outside.test(codeOf(file)) && !entries.includes(file))).toEqual([]);
    });
});
