import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { Folder, inputs } from "./harness.ts";

const script = join(__dirname, "..", "..", "cli", "config-drive.ts");

// Node warns that it had to find out that the sources are modules; the published files don't need that.
const flags = ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"];

/** Runs the real file as a process of its own. */
const run = (args: readonly string[], input: string | Uint8Array = "", env: NodeJS.ProcessEnv = process.env) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, script, ...args], {
        input,
        env,
        timeout: 20_000,
        killSignal: "SIGKILL",
    });
    return { code: status, out: stdout, err: stderr.toString() };
};

describe("config-drive", () => {
    it("builds from a pipe into a pipe, and reads that again", () => {
        const built = run(["build", "-", "--output", "-"], JSON.stringify(inputs));
        expect({ code: built.code, err: built.err }).toEqual({ code: 0, err: "" });
        const inspected = run(["inspect", "-", "--json"], built.out);
        expect(inspected.code).toBe(0);
        expect(JSON.parse(inspected.out.toString())).toMatchObject({ label: "config-2", size: built.out.length });
    });

    it("gives the same bytes in every time zone and language", () => {
        const [here, there] = ["UTC C", "Asia/Kathmandu tr_TR.UTF-8"].map((place) => {
            const [TZ = "", LANG = ""] = place.split(" ");
            const env = { ...process.env, TZ, LANG, LC_ALL: LANG };
            return run(["build", "-", "-o", "-"], JSON.stringify(inputs), env).out;
        });
        expect(here?.length).toBeGreaterThan(0);
        expect(there && here?.equals(there)).toBe(true);
    });

    it("shows help and version", () => {
        const manifest = JSON.parse(readFileSync(join(__dirname, "..", "..", "package.json"), "utf8"));
        expect(run(["--version"]).out.toString()).toBe(`${manifest.version}\n`);
        const { code, out } = run(["--help"]);
        expect(code).toBe(0);
        for (const command of ["build", "check", "inspect", "cat", "extract", "diff", "doctor"])
            expect(out.toString()).toContain(command);
    });

    it.each([
        ["no command", []],
        ["an unknown command", ["frobnicate"]],
        ["an unknown option", ["check", "-", "--frobnicate"]],
        ["a missing argument", ["inspect"]],
        ["too many arguments", ["inspect", "a", "b"]],
        ["a missing output", ["build", "-"]],
    ])("ends with 2 for %s", (_name, args) => {
        const { code, out, err } = run(args);
        expect({ code, out: out.toString() }).toEqual({ code: 2, out: "" });
        expect(err).not.toBe("");
    });

    it("ends with 1 and one line for an image that isn't one", () => {
        const { code, out, err } = run(["inspect", "-"], new Uint8Array(50_000));
        expect({ code, out: out.toString() }).toEqual({ code: 1, out: "" });
        expect(err).toBe("standard input: has only zeros where an image starts\n");
    });

    it("writes a file and nothing beside it", () => {
        using folder = new Folder();
        const { code } = run(["build", "-", "-o", folder.file("drive.iso")], JSON.stringify(inputs));
        expect(code).toBe(0);
        expect(readdirSync(folder.path)).toEqual(["drive.iso"]);
    });

    it("refuses a pipe that nobody writes into, and reads one that somebody does", () => {
        using folder = new Folder();
        const pipe = folder.file("pipe");
        execFileSync("mkfifo", [pipe]);
        expect(run(["check", pipe])).toMatchObject({
            code: 2,
            err: `config-drive: read ${pipe}: it is a pipe that nothing writes into. Write into it, or name a file.\n`,
        });
        const command = `cat ${folder.file("inputs.json", JSON.stringify(inputs))} > ${pipe} &
            exec ${process.execPath} ${flags.join(" ")} ${script} check ${pipe}`;
        const { status, stdout, stderr } = spawnSync("sh", ["-c", command], {
            timeout: 20_000,
            killSignal: "SIGKILL",
            encoding: "utf8",
        });
        expect([status, stdout, stderr]).toEqual([0, `${pipe}: no problems\n`, ""]);
    });

    it("reads bash's <(…)", () => {
        using folder = new Folder();
        const source = folder.file("inputs.json", JSON.stringify(inputs));
        const node = `${process.execPath} ${flags.join(" ")} ${script}`;
        const command = `${node} build <(cat ${source}) -o ${folder.file("a.iso")} && ${node} inspect <(cat ${folder.file("a.iso")}) --json`;
        const { status, stdout, stderr } = spawnSync("bash", ["-c", command], { timeout: 20_000, encoding: "utf8" });
        expect([status, stderr]).toEqual([0, ""]);
        expect(stdout).toContain('"label": "config-2"');
    });

    it("reads a redirected file in any order, and a pipe", () => {
        using folder = new Folder();
        const image = folder.image("drive.iso", [{ path: "big", content: new Uint8Array(5_000_000) }]);
        const node = `${process.execPath} ${flags.join(" ")} ${script}`;
        for (const command of [`${node} cat - big < ${image}`, `cat ${image} | ${node} cat - big`]) {
            const { status, stdout } = spawnSync("sh", ["-c", command], { timeout: 20_000, maxBuffer: 2 ** 24 });
            expect([status, stdout.length]).toEqual([0, 5_000_000]);
        }
    });

    it("ends quietly when the reader of its output has seen enough", () => {
        using folder = new Folder();
        const image = folder.image("drive.iso", [{ path: "big", content: new Uint8Array(5_000_000) }]);
        const command = `{ ${process.execPath} ${flags.join(" ")} ${script} cat ${image} big; echo $? >&2; } | head -c 3`;
        const { stdout, stderr } = spawnSync("sh", ["-c", command], { timeout: 20_000, encoding: "utf8" });
        expect([stdout, stderr]).toEqual(["\0\0\0", "0\n"]);
    });

    it("says that its output can't be written", () => {
        const command = `${process.execPath} ${flags.join(" ")} ${script} build - -o - > /dev/full`;
        const { status, stderr } = spawnSync("sh", ["-c", command], {
            input: JSON.stringify(inputs),
            timeout: 20_000,
            encoding: "utf8",
        });
        expect([status, stderr]).toEqual([2, "config-drive: write standard output: no space left on device.\n"]);
    });

    it("says what the system refuses without Node's words", () => {
        using folder = new Folder();
        const [image, source] = [folder.image("drive.iso", []), folder.file("inputs.json", JSON.stringify(inputs))];
        const nowhere = folder.file("no/where");
        const missing = "no such file or directory";
        for (const [args, reason] of [
            [["inspect", nowhere], `read ${nowhere}: ${missing}.`],
            [["cat", nowhere, "x"], `read ${nowhere}: ${missing}.`],
            [["check", nowhere], `read ${nowhere}: ${missing}.`],
            [["diff", image, nowhere], `read ${nowhere}: ${missing}.`],
            [["doctor", "--inputs", nowhere], `read ${nowhere}: ${missing}.`],
            [["build", source, "-o", nowhere], `write ${nowhere}: ${missing}.`],
            [["build", source, "-o", `${source}/x`], `write ${source}/x: not a directory.`],
            [["extract", image, "/proc/x"], `extract to /proc/x: ${missing}.`],
            [["inspect", `${image}/x`], `read ${image}/x: not a directory.`],
            [
                ["inspect", `${folder.path}/${"x".repeat(300)}`],
                `read ${folder.path}/${"x".repeat(300)}: name too long.`,
            ],
        ] as const) {
            expect(run(args)).toMatchObject({ code: 2, err: `config-drive: ${reason}\n` });
        }
    });

    it("refuses a pipe for its output, a socket for its input, and both for a folder", async () => {
        using folder = new Folder();
        const [pipe, socket, image] = [folder.file("pipe"), folder.file("socket"), folder.image("drive.iso", [])];
        execFileSync("mkfifo", [pipe]);
        const server = createServer().listen(socket);
        await once(server, "listening");
        expect(run(["build", folder.file("inputs.json", JSON.stringify(inputs)), "-o", pipe])).toMatchObject({
            code: 2,
            err: `config-drive: write ${pipe}: it already exists and is a pipe. Name another file, or - for standard output.\n`,
        });
        expect(run(["inspect", socket])).toMatchObject({
            code: 2,
            err: `config-drive: read ${socket}: it is a socket. Name a file.\n`,
        });
        for (const place of [pipe, socket, image, `${image}/below`]) {
            expect(run(["extract", image, place])).toMatchObject({
                code: 2,
                err: `config-drive: extract to ${place}: it, or a folder above it, isn't a directory. Name another one.\n`,
            });
        }
        server.close();
    });

    it("reads a pipe or a device as standard input", () => {
        using folder = new Folder();
        const file = folder.file("inputs.json", JSON.stringify(inputs));
        const check = `${process.execPath} ${flags.join(" ")} ${script} check`;
        for (const command of [`${check} - < <(cat ${file})`, `${check} /dev/stdin < ${file}`]) {
            const { status, stderr } = spawnSync("bash", ["-c", command], { timeout: 20_000, encoding: "utf8" });
            expect([status, stderr]).toEqual([0, ""]);
        }
    });

    it.each([
        ["standard input", ["check", "-"], "read standard input"],
        ["a reader of its output", ["build", "-", "--format", "vfat", "-o", "-"], "write standard output"],
    ])("ends at once when it is told to while it waits for %s", async (_, args, doing) => {
        const child = spawn(process.execPath, [...flags, script, ...args], { stdio: "pipe" });
        const said = text(child.stderr);
        const ended = new Promise((resolve) => child.on("exit", (code, signal) => resolve([code, signal])));
        // Longer than what a pipe takes that nobody reads: once it is gone, or there is output, the process is waiting.
        if (args.includes("-o")) {
            child.stdin.end(JSON.stringify(inputs));
            await once(child.stdout, "readable");
        } else {
            await new Promise((resolve) => child.stdin.write(" ".repeat(1 << 22), resolve));
        }
        child.kill("SIGTERM");
        expect(await ended).toEqual([2, null]);
        expect(await said).toBe(`config-drive: ${doing}: interrupted.\n`);
    });

    it("writes a large image into a pipe bit by bit, as fast as it is read", async () => {
        const args = ["build", "-", "--format", "vfat", "--output", "-"];
        const child = spawn(process.execPath, [...flags, script, ...args], { stdio: "pipe" });
        const said = text(child.stderr);
        child.stdin.end(JSON.stringify(inputs));
        let size = 0;
        for await (const chunk of child.stdout) size += chunk.length;
        expect(size).toBe(64 << 20);
        expect(await said).toBe("");
    });
});
