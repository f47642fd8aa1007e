import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { ImageFormat } from "../../../../../provider/model/inputs.ts";
import { fromToolchain } from "../../../../foreign/support/tools.ts";

/** A drive as Afterburn finds it. */
export interface MountedDrive {
    readonly format: ImageFormat;
    /** Where the image's files lie. */
    readonly folder: string;
}

/** What Afterburn made of a drive. */
export interface Seen {
    readonly attributes: Readonly<Record<string, string>>;
    readonly hostname: string | undefined;
    readonly sshKeys: readonly string[];
    /** networkd's units by name. */
    readonly units: Readonly<Record<string, string>>;
    /** What ended it, from the outermost to the cause. */
    readonly error: string | undefined;
    /** Each mount: device, type and mode. */
    readonly mounts: readonly string[];
    readonly log: string;
}

/** What Afterburn writes when it is started as on one platform or another. */
export type Task = "attributes" | "hostname" | "sshKeys" | "units";

/** Finds the folder with Afterburn; undefined, and a line that says so, without it. */
export const findAfterburn = (): string | undefined => fromToolchain("Afterburn", "CONFIG_DRIVE_AFTERBURN");

/** There is no metadata service here, and whatever answers at its address on this machine must not be asked. */
const unreachable = { HTTP_PROXY: "http://127.0.0.1:1", http_proxy: "http://127.0.0.1:1" };

/** Afterburn asks the metadata service for ever when it finds no drive; before that it tries to mount for 7 seconds. */
const PATIENCE_MS = 60_000;

/** As the kernel calls them. */
const TYPES: Readonly<Record<ImageFormat, string>> = { iso9660: "iso9660", vfat: "vfat" };

const linesOf = (path: string): readonly string[] =>
    existsSync(path) ? readFileSync(path, "utf8").split("\n").slice(0, -1) : [];

const attributesIn = (path: string): Readonly<Record<string, string>> =>
    Object.fromEntries(
        linesOf(path).map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
    );

const unitsIn = (folder: string): Readonly<Record<string, string>> =>
    Object.fromEntries(
        (existsSync(folder) ? readdirSync(folder) : []).map((name) => [name, readFileSync(join(folder, name), "utf8")]),
    );

/** What failed, then its causes; with a backtrace where the machine asks Rust for one. */
const errorIn = (log: string): string | undefined =>
    log.split("\nError: ")[1]?.split("\n\nStack backtrace")[0]?.replaceAll(/\s+/g, " ").trim();

/** Has Afterburn do tasks as on a platform; `work` is a folder that isn't there yet. */
export const runAfterburn = (
    afterburn: string,
    work: string,
    platform: "openstack" | "kubevirt",
    drive: MountedDrive,
    tasks: readonly Task[],
): Promise<Seen> =>
    new Promise((resolve, reject) => {
        const at = (name: string): string => join(work, name);
        mkdirSync(at("home"), { recursive: true });
        const options: Readonly<Record<Task, readonly string[]>> = {
            attributes: ["--attributes", at("attributes")],
            hostname: ["--hostname", at("hostname")],
            sshKeys: ["--ssh-keys", "core"],
            units: ["--network-units", at("units")],
        };
        const env = {
            ...unreachable,
            PATH: [join(import.meta.dirname, "bin"), process.env["PATH"]].join(delimiter),
            TMPDIR: work,
            LD_PRELOAD: join(afterburn, "no-mount.so"),
            NO_MOUNT_FOLDER: drive.folder,
            NO_MOUNT_HOME: at("home"),
            NO_MOUNT_NOTES: at("mounts"),
            NO_MOUNT_TYPE: TYPES[drive.format],
        };
        const args = ["multi", "--provider", platform, ...tasks.flatMap((task) => options[task])];
        const child = spawn(join(afterburn, "bin", "afterburn"), args, {
            env,
            stdio: ["ignore", "pipe", "pipe"],
            timeout: PATIENCE_MS,
        });
        const output: Buffer[] = [];
        const take = (chunk: Buffer): void => {
            output.push(chunk);
            if (Buffer.concat(output).includes("using the metadata service API instead")) child.kill("SIGKILL");
        };
        child.stdout.on("data", take);
        child.stderr.on("data", take);
        child.on("error", reject);
        child.on("close", () => {
            const log = Buffer.concat(output).toString();
            resolve({
                attributes: attributesIn(at("attributes")),
                hostname: linesOf(at("hostname"))[0],
                sshKeys: linesOf(at("home/.ssh/authorized_keys.d/afterburn")).toSorted(),
                units: unitsIn(at("units")),
                error: errorIn(log),
                mounts: linesOf(at("mounts")),
                log,
            });
        });
    });
