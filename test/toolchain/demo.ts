/** Runs the program of the root Pulumi.yaml on this machine and shows what its guest reads. Started by demo.mjs. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { guestFiles, readReports, waitFor } from "../guests/guest.ts";

const root = join(import.meta.dirname, "..", "..");
const bootMs = 120_000;

/** What the program exports. */
interface Outputs {
    readonly console?: string;
    readonly domain?: string;
    readonly volume?: string;
}

const say = (text = ""): boolean => process.stdout.write(`${text}\n`);
const title = (text: string): boolean => say(`\n== ${text}`);

/** Runs the CLI and shows its output; exits with its code if it fails. */
async function pulumi(...args: string[]): Promise<void> {
    say(`$ pulumi ${args.join(" ")}`);
    const options = ["--non-interactive", "--color", process.stdout.isTTY ? "always" : "never"];
    const child = spawn("pulumi", [...args, ...options], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    const ended = once(child, "close");
    await Promise.all([child.stdout, child.stderr].map((stream) => showWithoutNoise(createInterface(stream))));
    const [code] = await ended;
    if (code !== 0) process.exit(code ?? 1);
}

/**
 * Omits remarks that plugins come from the PATH, which is intended here, and headings with nothing else below them.
 */
async function showWithoutNoise(lines: AsyncIterable<string>): Promise<void> {
    let headings: string[] = [];
    for await (const line of lines) {
        if (/using pulumi-\S+ from \$PATH/.test(line)) continue;
        if (line.trim() === "") headings = [line];
        else if (/^Diagnostics:|^ {2}\S.*\):$/.test(line)) headings.push(line);
        else {
            for (const shown of [...headings, line]) say(`   ${shown}`);
            headings = [];
        }
    }
}

/** Runs the CLI for its answer. */
function ask(...args: string[]): string {
    return execFileSync("pulumi", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

function outputs(): Outputs {
    return JSON.parse(ask("stack", "output", "--json")) as Outputs;
}

function configure(): void {
    const { kernel } = guestFiles();
    const values = {
        "libvirt:uri": process.env["CONFIG_DRIVE_URI"],
        domainType: process.env["CONFIG_DRIVE_DOMAIN_TYPE"],
        directory: process.env["CONFIG_DRIVE_DEMO"],
        kernel,
        initrd: `${guestFiles().initrd}-show`,
    };
    const pairs = Object.entries(values).flatMap(([name, value]) => ["--plaintext", `${name}=${value}`]);
    ask("stack", "select", "--create", "demo");
    ask("config", "set-all", ...pairs);
}

async function up(): Promise<void> {
    configure();
    const before = outputs();
    const seenBefore = before.console && existsSync(before.console) ? reportsIn(before.console) : 0;
    title("pulumi up: a pool, a guest and its config drive");
    await pulumi("up", "--yes", "--skip-preview", "--suppress-progress");
    const { console, domain, volume } = outputs();
    if (!console) throw new Error("run the demo: the program has no output `console`.");
    // A guest that was already up reported earlier, unless its drive has just changed.
    const number = before.volume === undefined ? 1 : before.volume === volume ? seenBefore : seenBefore + 1;
    title(`Serial console of the guest ${domain} (${process.env["CONFIG_DRIVE_DOMAIN_TYPE"]})`);
    say(await waitFor(console, (log) => transcript(log, Math.max(number, 1)), bootMs));
    title("pulumi preview: expects no changes");
    await pulumi("preview", "--diff", "--expect-no-changes");
    title(
        "Done. The guest keeps running. Change examples/quickstart/index.ts and run the demo again to update the drive,",
    );
    say("   or remove everything: npm run demo -- --destroy");
}

function reportsIn(log: string): number {
    return readReports(readFileSync(log, "utf8")).length;
}

/** The console's lines of one report, when they are complete; of the many copies of a file only the newest version. */
function transcript(log: string, number: number): string | undefined {
    const text = log.replaceAll("\r", "");
    const start = text.indexOf(`--- report ${number}: `);
    const end = text.indexOf(`--- end of report ${number} ---`);
    if (start < 0 || end < 0) return undefined;
    const lines = text
        .slice(text.indexOf("\n", start) + 1, end)
        .trimEnd()
        .split("\n");
    const shown = lines.filter((line) => !/^openstack\/\d.* [0-9a-f]{64}$/.test(line));
    const left = lines.length - shown.length;
    return [...shown, `(and ${left} files in the folders of older metadata versions)`]
        .map((line) => `   ${line}`)
        .join("\n");
}

async function destroy(): Promise<void> {
    ask("stack", "select", "--create", "demo");
    title("pulumi destroy");
    await pulumi("destroy", "--yes", "--skip-preview", "--suppress-progress");
    await pulumi("stack", "rm", "--yes", "demo");
}

if (process.argv.includes("--destroy")) await destroy();
else await up();
