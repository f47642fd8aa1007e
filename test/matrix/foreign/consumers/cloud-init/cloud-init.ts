import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "../../../../../provider/model/inputs.ts";
import { findPycdlib, fromToolchain } from "../../../../foreign/support/tools.ts";
import { parseAsciiJson } from "../../../../support/ascii-json.ts";

/** Releases of Debian whose cloud-init reads drives here. */
export const SUITES = ["bookworm", "trixie", "sid"] as const;

export type Suite = (typeof SUITES)[number];

/** A cloud-init that can be run. */
export interface CloudInit {
    readonly suite: Suite;
    /** Debian's version of the package. */
    readonly version: string;
    /** The files of the package. */
    readonly folder: string;
}

/** What writes the files of a network configuration; distributions have one or several. */
export type Renderer = "netplan" | "networkd" | "eni" | "sysconfig";

/** A drive for `read_drives.py`. */
export interface DriveCase {
    /** The tree of the drive. */
    readonly folder: string;
    /** Names of the machine's NICs by MAC. */
    readonly macs: Readonly<Record<string, string>>;
    readonly renderers: readonly Renderer[];
}

/** A part of user data as cloud-init hands it to what handles its type. */
export interface SeenPart {
    readonly type: string;
    readonly filename: string | null;
    readonly mergeType: string | null;
    /** Base64. */
    readonly content: string;
}

/** What a renderer made of a network configuration. */
export type Rendered =
    | { readonly error: string }
    /** Files by path; of netplan's the value too. */
    | { readonly files: Readonly<Record<string, string>>; readonly netplan?: Json };

/** What cloud-init has from a drive that it took. */
export interface Seen {
    readonly found: true;
    /** Of the drive's form: 2 is OpenStack's. */
    readonly version: number;
    readonly mode: string;
    readonly instanceId: string;
    readonly hostname: string | null;
    readonly fqdn: string | null;
    readonly publicKeys: readonly string[];
    readonly availabilityZone: string | null;
    readonly region: Json;
    readonly cloudName: string;
    /** What templates get as `ds.meta_data`, without bytes. */
    readonly metaData: Readonly<Record<string, Json>>;
    /** Base64. */
    readonly randomSeed: string | null;
    /** Base64. */
    readonly userData: string | null;
    readonly parts: readonly SeenPart[];
    /** All cloud-config parts, merged. */
    readonly cloudConfig: Json;
    readonly vendorParts: readonly SeenPart[];
    readonly network: {
        /** In cloud-init's own form, version 1. */
        readonly config: Json;
        readonly rendered: Readonly<Partial<Record<Renderer, Rendered>>>;
    } | null;
}

/** What cloud-init made of a drive: not found, failed with an error, or what it has from it. */
export type Reading = (Seen | { readonly found: false } | { readonly error: string }) & {
    /** Files that it put into the guest, by path; contents are base64. */
    readonly files: Readonly<Record<string, { readonly mode: number; readonly content: string }>>;
    /** All that it warned of. */
    readonly warnings: readonly string[];
};

/** The tests' Python, which has what cloud-init imports. */
const python = findPycdlib();

/** Finds the cloud-init of a release; undefined, and a line that says so, without it. */
export const findCloudInit = (suite: Suite): CloudInit | undefined => {
    const folder = fromToolchain(`${suite}'s cloud-init`, `CONFIG_DRIVE_CLOUD_INIT_${suite.toUpperCase()}`);
    if (folder === undefined || python === undefined) return undefined;
    const control = readFileSync(join(folder, "DEBIAN", "control"), "utf8");
    return { suite, version: /^Version: (.*)$/m.exec(control)?.[1] ?? "of no version", folder };
};

/** Has one process of a cloud-init read drives, in their order. */
export const readDrives = ({ folder }: CloudInit, cases: readonly DriveCase[]): Promise<readonly Reading[]> =>
    new Promise((resolve, reject) => {
        const packages = join(folder, "usr", "lib", "python3", "dist-packages");
        const child = spawn(python ?? "", [join(import.meta.dirname, "read_drives.py")], {
            env: { ...process.env, PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: "1", LC_ALL: "C.UTF-8" },
            stdio: ["pipe", "pipe", "inherit"],
        });
        const output: Buffer[] = [];
        child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
        child.on("error", reject);
        child.on("close", (code) => {
            if (code !== 0) return reject(new Error(`read drives with cloud-init: it ended with ${code}`));
            resolve(parseAsciiJson(Buffer.concat(output).toString()));
        });
        child.stdin.end(JSON.stringify(cases));
    });

/** What cloud-init has from a drive; throws when it has nothing. */
export const seenIn = (reading: Reading | undefined): Seen => {
    if (reading !== undefined && "found" in reading && reading.found) return reading;
    throw new Error(`cloud-init doesn't take the drive: ${JSON.stringify(reading)}`);
};
