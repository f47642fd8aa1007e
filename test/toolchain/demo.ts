/** Runs the program in examples/quickstart on this machine and shows what its guest reads. Started by demo.mjs. */
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { guestFiles, waitFor } from "../guests/guest.ts";
import { removeRemains } from "./remains.mjs";

const project = join(import.meta.dirname, "..", "..", "examples", "quickstart");
const directory = process.env["CONFIG_DRIVE_DEMO"] ?? "";
const consoleLog = join(directory, "console.log");
const shownFile = join(directory, "shown.json");
const uri = process.env["CONFIG_DRIVE_URI"] ?? "";
const bootMs = 120_000;
const domainType = process.env["CONFIG_DRIVE_DOMAIN_TYPE"] === "kvm" ? "kvm" : "qemu";
const accelerator = { kvm: "boots with KVM", qemu: "boots (emulated: KVM doesn't work here)" };

/** What the program exports. */
interface Outputs {
    readonly domain?: string;
    readonly volume?: string;
}

/** The report that was shown last. */
interface Shown extends Outputs {
    readonly text: string;
}

const say = (text = ""): boolean => process.stdout.write(`${text}\n`);
const title = (text: string): boolean => say(`\n== ${text}`);

/** Runs the CLI and shows its output; exits with its code if it fails. */
function pulumi(...args: string[]): void {
    say(`$ pulumi ${args.join(" ")}`);
    const options = ["--non-interactive", "--color", process.stdout.isTTY ? "always" : "never"];
    const { status } = spawnSync("pulumi", [...args, ...options], {
        cwd: project,
        stdio: ["ignore", "inherit", "inherit"],
    });
    if (status !== 0) process.exit(status ?? 1);
}

/** Runs the CLI for its answer. */
function ask(...args: string[]): string {
    return execFileSync("pulumi", args, { cwd: project, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** What the CLI knows of the stack. */
interface State {
    readonly resources?: readonly { readonly outputs?: { readonly name?: string } }[];
    readonly pending_operations?: readonly unknown[];
}

function state(): State {
    return (JSON.parse(ask("stack", "export")) as { readonly deployment: State }).deployment;
}

function outputs(): Outputs {
    return JSON.parse(ask("stack", "output", "--json")) as Outputs;
}

/** Selects the stack. After a killed run it also brings the stack and the host into line with each other. */
async function select(): Promise<void> {
    ask("stack", "select", "--create", "demo");
    if ((state().pending_operations ?? []).length === 0) return;
    title("An earlier run was interrupted. Pulumi reads what exists; what it doesn't know of is removed");
    // It fails while another run uses the stack.
    pulumi("refresh", "--yes", "--skip-preview", "--clear-pending-creates", "--suppress-progress");
    const known = (state().resources ?? []).flatMap(({ outputs }) => outputs?.name ?? []);
    await removeRemains(directory, known, { uri });
}

function configure(): void {
    const { kernel, initrd } = guestFiles();
    const values = { "libvirt:uri": uri, domainType, directory, kernel: own(kernel), initrd: own(`${initrd}-show`) };
    const pairs = Object.entries(values).flatMap(([name, value]) => ["--plaintext", `${name}=${value}`]);
    ask("config", "set-all", ...pairs);
}

/** Copies a file for this guest only: libvirt refuses one whose owner another libvirtd changed for its guest. */
function own(file: string): string {
    const copy = join(directory, basename(file));
    if (!existsSync(copy)) copyFileSync(file, copy);
    return copy;
}

async function up(): Promise<void> {
    await select();
    configure();
    if (isShown(outputs())) truncateSync(consoleLog);
    title("Pulumi creates a storage pool, a config drive and a guest, which starts with the drive in");
    pulumi("up", "--yes", "--skip-preview", "--suppress-progress");
    const now = outputs();
    title(`The guest ${now.domain} ${accelerator[domainType]} and prints its drive on its serial console`);
    say(isShown(now) ? lastShown()?.text : await show(now));
    title("A preview finds no changes: the state matches the host");
    pulumi("preview", "--diff", "--expect-no-changes");
    title("Done. The guest keeps running");
    say(`Look at it: virsh -c "${uri}" list; its console: ${consoleLog}`);
    say("Update its drive: change examples/quickstart/index.ts, then run the demo again.");
    say("Remove everything: npm run demo -- --destroy");
}

/**
 * Waits for the guest's report and keeps it: a guest reports each drive only once. QEMU writes a new guest's console
 * over the old one's, so the log is emptied before the next change.
 */
async function show({ domain, volume }: Outputs): Promise<string> {
    const text = await waitFor(consoleLog, transcript, bootMs);
    writeFileSync(shownFile, JSON.stringify({ domain, volume, text }));
    return text;
}

function isShown({ domain, volume }: Outputs): boolean {
    const shown = lastShown();
    return shown !== undefined && shown.domain === domain && shown.volume === volume;
}

function lastShown(): Shown | undefined {
    return existsSync(shownFile) ? (JSON.parse(readFileSync(shownFile, "utf8")) as Shown) : undefined;
}

/** The console's lines of the first complete report; of the many copies of a file only the newest version. */
function transcript(log: string): string | undefined {
    // A guest that writes on after its log was emptied leaves zeros before.
    const text = log.replaceAll(/[\r\0]/g, "");
    const body = /^--- report \d+: .* ---\n([\s\S]*?)^--- end of report \d+ ---$/m.exec(text)?.[1];
    if (body === undefined) return undefined;
    const lines = body.trimEnd().split("\n");
    const shown = lines.filter((line) => !/^openstack\/\d.* [0-9a-f]{64}$/.test(line));
    const left = lines.length - shown.length;
    return [...shown, `(and ${left} files in the folders of older metadata versions)`].join("\n");
}

async function destroy(): Promise<void> {
    await select();
    title("Pulumi stops and removes the guest, then the drive and the pool");
    pulumi("destroy", "--remove", "--yes", "--skip-preview", "--suppress-progress");
}

try {
    if (process.argv.includes("--destroy")) await destroy();
    else await up();
} catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
}
