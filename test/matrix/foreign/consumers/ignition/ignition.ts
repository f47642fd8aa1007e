import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { JsonObject } from "../../../../../provider/model/inputs.ts";
import { fromToolchain, run } from "../../../../foreign/support/tools.ts";

/** What Ignition makes of a config: the config in the newest version's form, or why it is refused. */
export interface Answer {
    readonly config?: JsonObject;
    readonly error?: string;
    /** Findings, a line each. */
    readonly report?: string;
}

/** What Ignition did with a drive. */
export interface Fetched {
    readonly answer: Answer;
    /** Hex SHA-512 of the bytes that it parsed. */
    readonly sha512: string | undefined;
    /** Arguments of each mount. */
    readonly mounts: readonly string[];
}

/** A drive as Ignition finds it. */
export interface LabelledDrive {
    readonly label: string;
    readonly image: string;
    /** Where the image's files lie. */
    readonly folder: string;
}

/** Finds the program that runs Ignition's code; undefined, and a line that says so, without it. */
export const findIgnition = (): string | undefined => fromToolchain("Ignition", "CONFIG_DRIVE_IGNITION");

/** There is no metadata service here, and whatever answers at its address on this machine must not be asked. */
const unreachable = { HTTP_PROXY: "http://127.0.0.1:1", http_proxy: "http://127.0.0.1:1" };

/** Ignition waits for ever for a drive that isn't there. */
const PATIENCE_MS = 60_000;

/** Has Ignition's OpenStack provider fetch the config from a drive; `work` is a folder that isn't there yet. */
export const fetchConfig = (ignition: string, work: string, drive: LabelledDrive): Promise<Fetched> =>
    new Promise((resolve, reject) => {
        const notes = join(work, "mounts");
        mkdirSync(join(work, "by-label"), { recursive: true });
        symlinkSync(drive.image, join(work, "by-label", drive.label));
        const env = {
            ...unreachable,
            PATH: [join(import.meta.dirname, "bin"), process.env["PATH"]].join(delimiter),
            TMPDIR: work,
            NO_MOUNT_FOLDER: drive.folder,
            NO_MOUNT_NOTES: notes,
        };
        const child = spawn(ignition, ["fetch"], {
            cwd: work,
            env,
            stdio: ["ignore", "pipe", "inherit"],
            timeout: PATIENCE_MS,
        });
        const output: Buffer[] = [];
        child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
        child.on("error", reject);
        child.on("close", (code) => {
            const log = Buffer.concat(output).toString().trim();
            if (code !== 0) return reject(new Error(`fetch with Ignition: it ended with ${code}\n${log}`));
            resolve({
                answer: JSON.parse(log.slice(log.lastIndexOf("\n") + 1)),
                sha512: /parsing config with SHA512: ([0-9a-f]+)/.exec(log)?.[1],
                mounts: existsSync(notes) ? readFileSync(notes, "utf8").trim().split("\n") : [],
            });
        });
    });

/** Has one process of Ignition's parser read configs, in their order. */
export const parseConfigs = (ignition: string, configs: readonly string[]): readonly Answer[] => {
    const input = JSON.stringify(configs.map((config) => Buffer.from(config).toString("base64")));
    return JSON.parse(run(ignition, ["parse"], { input }));
};
