import { execFile, execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { accessSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, delimiter, join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { guestFolder, readReport, waitFor } from "../../guests/guest.ts";
import { inspectImage } from "../../pulumi/host.ts";

const repository = resolve(import.meta.dirname, "..", "..", "..");
const NAME = "pulumi-resource-config-drive";

/** All that a run needs beside the plugin: no Node, no shell. */
const TOOLS = ["pulumi", "pulumi-language-yaml", "pulumi-resource-libvirt"];

const pathOf = (tool: string): string => {
    const found = (process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, tool));
    const path = found.find((each) => {
        try {
            accessSync(each);
            return true;
        } catch {
            return false;
        }
    });
    if (path === undefined) throw new Error(`${tool} is not on the PATH. Run the tests by: npm run test:all`);
    return path;
};

/** What the plugin does for the shell: exit code, output and complaint. */
const invoke = (program: string, ...args: readonly string[]): readonly [number | null, string, string] => {
    const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8", env: {}, timeout: 30_000 });
    return [status, stdout, stderr];
};

describe("the plugin as one executable", () => {
    const folder = guestFolder();
    const [dist, bin, home, project] = ["dist", "bin", "home", "project"].map((name) => join(folder, name)) as [
        string,
        string,
        string,
        string,
    ];
    const { version } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
    const installed = join(home, "plugins", `resource-config-drive-v${version}`);
    const program = join(installed, NAME);
    const environment = {
        PATH: bin,
        HOME: home,
        PULUMI_HOME: home,
        PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
        PULUMI_CONFIG_PASSPHRASE: "a passphrase of the tests",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        LIBVIRT_DEFAULT_URI: process.env["CONFIG_DRIVE_URI"] ?? "qemu:///system",
        NO_COLOR: "1",
        // A setting of the user's own programs, which would end any Node at its start.
        NODE_OPTIONS: "--require=/nonexistent",
    };
    let archive = "";

    const pulumi = async (...args: readonly string[]): Promise<string> => {
        const options = { cwd: project, env: environment, timeout: 300_000 };
        const run = promisify(execFile)(join(bin, "pulumi"), [...args, "--non-interactive"], options);
        const { stdout } = await run.catch((error) => {
            throw new Error(`${error.message}\n${error.stdout}`);
        });
        return stdout;
    };
    const output = async (name: string): Promise<string> => (await pulumi("stack", "output", name)).trim();

    beforeAll(() => {
        for (const path of [bin, home, project, join(folder, "state"), join(folder, "pool")]) mkdirSync(path);
        for (const tool of TOOLS) symlinkSync(pathOf(tool), join(bin, tool));
        const builder = join(repository, "test", "toolchain", "executable", "main.mjs");
        archive = resolve(
            folder,
            execFileSync(process.execPath, [builder, dist], { encoding: "utf8", cwd: folder }).trim(),
        );
    });
    afterAll(async () => {
        await pulumi("destroy", "--yes", "--skip-preview").catch(() => "");
        rmSync(folder, { recursive: true, force: true });
    });

    it("comes in an archive with its licences, and a checksum", () => {
        const [system, machine] = [process.platform, process.arch === "x64" ? "amd64" : process.arch];
        expect(readdirSync(dist).toSorted()).toEqual(
            ["cdx.json", "cdx.json.sha256", "tar.gz", "tar.gz.sha256"].map(
                (end) => `${NAME}-v${version}-${system}-${machine}.${end}`,
            ),
        );
        const digest = createHash("sha256").update(readFileSync(archive)).digest("hex");
        expect(readFileSync(`${archive}.sha256`, "utf8")).toBe(`${digest}  ${basename(archive)}\n`);
        const listed = execFileSync("tar", ["--list", "--verbose", "--file", archive], { encoding: "utf8" });
        expect(listed.split("\n").map((line) => line.replace(/^(\S+ \S+) .* /, "$1 "))).toEqual([
            "-rw-r--r-- root/root LICENSE",
            "-rw-r--r-- root/root THIRD-PARTY-LICENSES.txt",
            `-rwxr-xr-x root/root ${NAME}`,
            "",
        ]);
    });

    it("is installed from the archive without a network and without Node", async () => {
        const args = ["plugin", "install", "resource", "config-drive", version, "--file", archive];
        await pulumi(...args);
        expect(await pulumi("plugin", "ls", "--json")).toContain('"name": "config-drive"');
        expect(() => execFileSync("node", ["--version"], { env: environment })).toThrow("ENOENT");
    });

    it("names its version, and says what it is for if a person starts it", () => {
        expect(invoke(program, "--version")).toEqual([0, `${version}\n`, ""]);
        expect(invoke(program)).toEqual([
            2,
            "",
            `${NAME}: the engine's address is missing. Pulumi starts this plugin itself; see --help.\n`,
        ]);
        // Node's own options aren't the plugin's.
        expect(invoke(program, "--inspect")).toEqual([2, "", expect.stringContaining("unknown option --inspect")]);
    });

    it("has the schema", async () => {
        const schema = JSON.parse(await pulumi("package", "get-schema", program));
        const committed = JSON.parse(readFileSync(join(repository, "plugin", "schema.json"), "utf8"));
        expect(schema.version).toBe(version);
        // The CLI omits empty lists.
        expect(schema.resources).toMatchObject({
            "config-drive:index:ConfigDrive": {
                inputProperties: committed.resources["config-drive:index:ConfigDrive"].inputProperties,
            },
        });
        expect(Object.keys(schema.types).toSorted()).toEqual(Object.keys(committed.types).toSorted());
    });

    it("makes, changes and removes a drive for a program in YAML", async () => {
        const text = readFileSync(join(repository, "test", "pulumi", "programs", "plugin.yaml"), "utf8");
        writeFileSync(join(project, "Pulumi.yaml"), `name: executable\nruntime: yaml\n${text}`);
        const console = join(folder, "console.log");
        writeFileSync(console, "");
        await pulumi("stack", "init", "test");
        const settings = [`folder=${folder}`, `guests=${process.env["CONFIG_DRIVE_GUESTS"] ?? ""}`];
        const configure = (...pairs: readonly string[]): Promise<string> =>
            pulumi("config", "set-all", ...pairs.flatMap((pair) => ["--plaintext", pair]));
        await configure(...settings);
        await pulumi("up", "--yes", "--skip-preview");
        const image = inspectImage(await output("volumePath"));
        const seen = await waitFor(console, (log) => readReport(log)?.files, 120_000);
        expect(seen).toEqual(image.files);
        await pulumi("preview", "--expect-no-changes");
        await pulumi("refresh", "--yes", "--expect-no-changes");
        const digest = await output("digest");
        await configure("guestName=renamed");
        await pulumi("up", "--yes", "--skip-preview");
        expect(await output("digest")).not.toBe(digest);
        await pulumi("destroy", "--yes", "--skip-preview");
        expect(readdirSync(folder)).not.toContain("pool");
    });
});
