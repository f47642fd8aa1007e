import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { file } from "../../provider/formats/iso9660/trees.ts";
import { Folder, inputs, type Ran, run } from "../harness.ts";

const MIB = 1024 * 1024;

/** A page's text as people read it, without its script and style. */
const textOf = (page: string): string =>
    page
        .replaceAll(/<(script|style)>[\s\S]*?<\/\1>/g, "")
        .replaceAll(/<[^>]*>/g, " ")
        .replaceAll("&quot;", '"')
        .replaceAll("&#39;", "'")
        .replaceAll(/\s+/g, " ");

const digestOf = (text: string): string => createHash("sha256").update(text).digest("hex");

describe("config-drive show", () => {
    let folder: Folder;
    const old = process.cwd();

    beforeEach(() => {
        folder = new Folder();
        process.chdir(folder.path);
    });
    afterEach(() => {
        process.chdir(old);
        folder[Symbol.dispose]();
    });

    const declare = (name: string, changes: Readonly<Record<string, unknown>> = {}): string =>
        folder.file(name, JSON.stringify({ ...inputs, ...changes }));

    const build = async (name: string, changes: Readonly<Record<string, unknown>> = {}): Promise<string> => {
        const image = folder.file(name);
        await run(["build", "-", "-o", image], JSON.stringify({ ...inputs, ...changes }));
        return image;
    };

    const page = (name: string): string => readFileSync(folder.file(name), "utf8");

    it("writes a page beside nothing, for the owner alone, and prints its path", async () => {
        const image = await build("drive.iso");
        const { code, out, err } = await run(["show", image]);
        expect({ code, out, err }).toEqual({ code: 0, out: "drive.html\n", err: [] });
        expect(statSync("drive.html").mode & 0o777).toBe(0o600);
        const text = textOf(page("drive.html"));
        expect(text).toContain("web-1.example.org");
        expect(text).toContain("/etc/motd");
        expect(text).toContain("cloud-init");
    });

    it("replaces a page of its own, and any other file only if that is named", async () => {
        const source = declare("web.json");
        await run(["show", source]);
        expect((await run(["show", source])).code).toBe(0);
        for (const theirs of ["", "<!doctype html>\n<title>Our company</title>\n"]) {
            writeFileSync("web.html", theirs);
            const { code, err } = await run(["show", source]);
            expect({ code, err }).toEqual({
                code: 2,
                err: ["config-drive: write web.html: it exists and isn't a page of show. Name a file with --output."],
            });
            expect(page("web.html")).toBe(theirs);
        }
        expect((await run(["show", source, "-o", "web.html"])).code).toBe(0);
        expect(textOf(page("web.html"))).toContain("web-1.example.org");
    });

    it.skipIf(process.platform === "win32")("isn't kept waiting by a pipe in the page's place", async () => {
        execFileSync("mkfifo", ["web.html"]);
        const { code, err } = await run(["show", declare("web.json")]);
        expect({ code, err }).toEqual({
            code: 2,
            err: [
                "config-drive: write web.html: it already exists and is a pipe. Name another file, or - for standard output.",
            ],
        });
    });

    it("shows inputs like the image that they describe, from any source", async () => {
        const [image, source] = [await build("drive.iso"), declare("inputs.json")];
        expect((await run(["show", source])).out).toBe("inputs.html\n");
        expect((await run(["show", "-"], JSON.stringify(inputs))).out).toBe("drive.html\n");
        const shown = async (path: string): Promise<string> =>
            (await run(["show", path, "-o", "-"])).out.replaceAll(/(?:drive\.iso|inputs\.json)/g, "NAME");
        expect(await shown(source)).toBe(await shown(image));
    });

    it("has secrets only if asked", async () => {
        const image = await build("drive.iso", {
            meta: { api_token: "canary-token" },
            vendorData: { a: "canary-vendor" },
        });
        await run(["show", image]);
        expect(page("drive.html")).not.toMatch(/canary|Y2FuYXJ5/);
        await run(["show", image, "--secrets", "-o", "open.html"]);
        for (const secret of ["canary-password", "canary-token", "canary-user-data"]) {
            expect(page("open.html")).toContain(secret);
        }
        expect(statSync("open.html").mode & 0o777).toBe(0o600);
    });

    it("has no digest from which a short secret could be found", async () => {
        const image = await build("drive.iso", { randomSeed: undefined });
        const { out } = await run(["inspect", image, "--json"]);
        const { sha256, files } = JSON.parse(out);
        const digestsOf = (name: RegExp): readonly string[] =>
            files
                .filter(({ path }: { path: string }) => name.test(path))
                .map((each: { sha256: string }) => each.sha256);
        const secret = [
            sha256,
            ...digestsOf(/user_data|content|meta_data/),
            digestOf('"canary-password"'),
            digestOf("canary-password"),
        ];
        await run(["show", image]);
        for (const digest of secret) expect(page("drive.html")).not.toContain(digest.slice(0, 12));
        for (const digest of digestsOf(/latest\/vendor_data/)) expect(page("drive.html")).toContain(digest);
    });

    it("marks what differs between two drives", async () => {
        const [left, right] = [await build("a.iso"), declare("b.json", { hostname: "web-2.example.org" })];
        const { code, out } = await run(["show", left, right]);
        expect({ code, out }).toEqual({ code: 0, out: "a-b.html\n" });
        const text = textOf(page("a-b.html"));
        expect(text).toContain("web-2.example.org");
        // Nobody needs to know whose folder the drives were in.
        expect(text).not.toContain(folder.path);
        await run(["show", left, left, "-o", "same.html"]);
        expect(textOf(page("same.html"))).toContain(left);
        const both = await run(["show", "-", "-"]);
        expect({ code: both.code, err: both.err }).toEqual({
            code: 2,
            err: ["config-drive: show: only one of the two can be standard input."],
        });
    });

    it("marks files of the same size with other content", async () => {
        const declared = (word: string): Readonly<Record<string, unknown>> => ({
            files: { "/etc/motd": { content: word } },
            userData: `#cloud-config\nwrite_files:\n- path: /etc/a\n  content: ${word}\n- path: /etc/b\n  content: same\n`,
        });
        const [left, right] = [declare("a.json", declared("aaaa")), declare("b.json", declared("bbbb"))];
        expect((await run(["show", left, right])).code).toBe(0);
        const rows = page("a-b.html")
            .split("<tr ")
            .filter((row) => /\/etc\/[abm]/.test(row));
        expect(rows.map((row) => [/\/etc\/\w+/.exec(row)?.[0], row.includes("content differs")])).toEqual([
            ["/etc/motd", true],
            ["/etc/a", true],
            ["/etc/b", false],
        ]);
        expect(page("a-b.html")).not.toContain(digestOf("aaaa").slice(0, 12));
    });

    it("marks differences that it doesn't show", async () => {
        const declared = (end: string, port: unknown): Readonly<Record<string, unknown>> => ({
            publicKeys: { ops: `environment="A=${end}" ssh-ed25519 AAAA ops` },
            meta: { long: "x".repeat(3000) + end },
            extraMetaData: { port },
            randomSeed: undefined,
            userData: end === "a" ? "#!/bin/sh\n" : "#cloud-config\n",
        });
        const [left, right] = [declare("a.json", declared("a", 1)), declare("b.json", declared("b", "1"))];
        expect((await run(["show", left, right])).code).toBe(0);
        const text = textOf(page("a-b.html"));
        expect(text.split("differs in its type or in what isn't shown")).toHaveLength(3);
        expect(text).toMatch(/SHA-256 differs , hidden/);
        expect(text).toContain("environment values differ");
        expect(text).toMatch(/cloud-init .{0,60}uses \d+, ignores \d+ with another use of userData/);
        expect(text).not.toMatch(/before: (uses \d+, ignores \d+) \1/);
    });

    it("says what is left out of inputs with problems, and that they can't be built", async () => {
        const wrong = declare("inputs.json", {
            networkData: 5,
            userData: 5,
            publicKeys: 5,
            files: 5,
        });
        expect((await run(["show", wrong])).code).toBe(1);
        const text = textOf(page("inputs.html"));
        expect(text).toContain("This drive can't be built. The page shows what is left");
        expect(text).toContain("The image as it would be without the inputs that have problems.");
        for (const what of ["the network", "the user data", "the public keys", "what the guest installs and writes"]) {
            expect(text).toContain(`Left out: ${what}, because of the problems above.`);
        }
        expect(text).not.toMatch(/No network data|installs no packages|No public keys|No user data/);
        await run(["show", declare("right.json", { files: {}, userData: undefined, randomSeed: undefined })]);
        const right = textOf(page("right.html"));
        expect(right).toMatch(/No network data: .*|installs no packages/);
        expect(right).not.toMatch(/Left out|can't be built/);
    });

    it("shows the rest of inputs with problems, beside all of them", async () => {
        const wrong = declare("inputs.json", {
            hostname: "a_b",
            userData: "#cloud-config\npackages: nginx\n",
            hostnme: "x",
        });
        const checked = await run(["check", wrong]);
        const { code, out, err } = await run(["show", wrong]);
        expect({ code, out, err }).toEqual({ code: 1, out: "inputs.html\n", err: checked.err });
        expect(err.length).toBeGreaterThan(2);
        const text = textOf(page("inputs.html"));
        for (const part of ["/etc/motd", "hostnme", "unknown key", "must contain only letters", "user_data"]) {
            expect(text).toContain(part);
        }
    });

    it.each([
        ["nothing to build", '{ "metadataVersions": [] }', /^metadataVersions: is \[\]/],
        ["no JSON", "{", /isn't JSON/],
        ["not an object", "[]", /must be an object/],
    ])("shows the problems alone of inputs that leave %s", async (_, content, reason) => {
        const { code, out, err } = await run(["show", folder.file("inputs.json", content)]);
        expect({ code, out }).toEqual({ code: 1, out: "inputs.html\n" });
        expect(err).toEqual([expect.stringMatching(reason)]);
        expect(textOf(page("inputs.html"))).toContain((err[0] ?? "").slice(-20));
    });

    it("shows an image whose metadata can't be read, and ends with 1", async () => {
        const image = folder.image("drive.iso", [file("openstack/latest/meta_data.json", "{")]);
        const { code, out, err } = await run(["show", image]);
        expect({ code, out }).toEqual({ code: 1, out: "drive.html\n" });
        expect(err).toEqual(["openstack/latest/meta_data.json: isn't a JSON object"]);
        expect(textOf(page("drive.html"))).toContain("isn't a JSON object");
    });

    it("writes nothing for what is no image, and ends with 1", async () => {
        const { code, out, err } = await run(["show", folder.file("disk.img", "QFI\u00fb\0\0")]);
        expect({ code, out, lines: err.length }).toEqual({ code: 1, out: "", lines: 1 });
        expect(existsSync("disk.html")).toBe(false);
    });

    it("never replaces what it reads", async () => {
        const source = declare("drive.html");
        const { code, err } = await run(["show", source]);
        expect(code).toBe(2);
        expect(err).toEqual(["config-drive: write drive.html: it is what the page shows. Name another file."]);
        expect(JSON.parse(readFileSync(source, "utf8"))).toEqual(inputs);
    });

    it("leaves an old page as it was if it is interrupted", async () => {
        const image = await build("drive.iso");
        folder.file("drive.html", "old");
        const { code } = await run(["show", image, "-o", "drive.html"], "", AbortSignal.abort());
        expect(code).toBe(2);
        expect(page("drive.html")).toBe("old");
    });

    describe.skipIf(process.platform !== "linux")("--open", () => {
        const opener = (script: string): NodeJS.ProcessEnv => {
            chmodSync(folder.file("xdg-open", `#!/bin/sh\n${script}\n`), 0o755);
            return { PATH: `${folder.path}:/usr/bin:/bin` };
        };

        const open = async (environment: NodeJS.ProcessEnv): Promise<Ran> =>
            await run(["show", await build("a drive.iso"), "--open"], "", undefined, { environment });

        it("opens the page with the system's program, without a shell", async () => {
            const { code, err } = await open(opener(`printf '%s' "$*" > opened`));
            expect({ code, err }).toEqual({ code: 0, err: [] });
            expect(page("opened")).toBe(`file://${folder.path}/a%20drive.html`);
        });

        it.each([
            ["isn't there", "", "xdg-open isn't installed"],
            ["finds no browser", "exit 3", "xdg-open ended with code 3"],
        ])("says so if that %s, and the page stays", async (_, script, reason) => {
            const environment = script === "" ? { PATH: "/nowhere" } : opener(script);
            const { code, out, err } = await open(environment);
            expect({ code, out }).toEqual({ code: 0, out: "a drive.html\n" });
            expect(err).toEqual([`a drive.html isn't open: ${reason}. Open it in a browser.`]);
            expect(existsSync("a drive.html")).toBe(true);
        });

        it("needs a file", async () => {
            const { code, err } = await run(["show", "-", "--open", "-o", "-"], "{}");
            expect({ code, err }).toEqual({
                code: 2,
                err: [
                    "config-drive: show: --open needs a file, but the page goes to standard output. Omit one of the two.",
                ],
            });
        });
    });

    it("reads files on disk as the image has them", async () => {
        folder.file("big.bin", new Uint8Array(3 * MIB));
        const source = declare("inputs.json", { rootFiles: { "a/big.bin": { path: "big.bin" } } });
        expect((await run(["show", source])).code).toBe(0);
        expect(textOf(page("inputs.html"))).toContain("big.bin");
    });
});
