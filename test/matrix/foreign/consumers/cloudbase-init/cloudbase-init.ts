import { join } from "node:path";
import type { ImageFormat, Json } from "../../../../../provider/model/inputs.ts";
import { findTool, fromToolchain, run } from "../../../../foreign/support/tools.ts";

/** A drive for `read_drives.py`. */
export interface DriveCase {
    /** Path of the image. */
    readonly image: string;
    readonly format: ImageFormat;
    readonly device: "cdrom" | "disk";
    /** Windows' names of the machine's NICs by MAC. */
    readonly adapters: Readonly<Record<string, string>>;
}

/** What a plugin did at first boot. */
export interface Done {
    /** What it asked of Windows: a function's name and its arguments; `run` with interpreter and script. */
    readonly calls: readonly (readonly [string, ...Json[]])[];
    readonly warnings: readonly string[];
    /** What ended the plugin half-way. */
    readonly error: string | null;
}

/** What cloudbase-init has from a drive and makes of it. */
export interface Seen {
    readonly found: true;
    /** Bytes that it read of an ISO on a disk; null of other drives. */
    readonly isoSize: number | null;
    readonly metadata: {
        readonly instanceId: string;
        readonly hostname: string | null;
        readonly publicKeys: readonly string[];
        readonly adminUsername: string | null;
        readonly adminPassword: string | null;
        readonly certificates: readonly string[];
        readonly kmsHost: string | null;
        /** Base64, inflated. */
        readonly userData: string | null;
    };
    readonly plugins: Readonly<Record<"hostname" | "user" | "network" | "keys" | "userData" | "password", Done>>;
    /** Lines of the user's file. */
    readonly authorizedKeys: readonly string[];
    /** Files that cloud-config wrote, by path. */
    readonly written: Readonly<Record<string, string>>;
}

export type Reading = Seen | { readonly found: false; readonly warnings: readonly string[] };

interface Answer {
    readonly version: string;
    /** What it does of cloud-config. */
    readonly cloudConfigKeys: readonly string[];
    readonly results: readonly Reading[];
}

/** The Python that has cloudbase-init; undefined, and a line that says so, without it or what it works with. */
export const findCloudbaseInit = (): string | undefined => {
    const tools = [findTool("xorriso", "xorriso"), findTool("mcopy", "mtools"), findTool("blkid", "util-linux")];
    const python = fromToolchain("cloudbase-init", "CONFIG_DRIVE_CLOUDBASE_INIT");
    return tools.includes(undefined) ? undefined : python;
};

/** Has one process of cloudbase-init read drives, in their order. */
export const readDrives = (python: string, cases: readonly DriveCase[]): Answer =>
    JSON.parse(run(python, [join(import.meta.dirname, "read_drives.py")], { input: JSON.stringify(cases) }));

/** What cloudbase-init has from a drive; throws when it has nothing. */
export const seenIn = (reading: Reading | undefined): Seen => {
    if (reading?.found) return reading;
    throw new Error(`cloudbase-init doesn't take the drive: ${JSON.stringify(reading)}`);
};
