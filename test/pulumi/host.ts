import { execFileSync } from "node:child_process";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { SeenFile } from "../guests/guest.ts";
import { EventRecorder } from "../support/events/recorder.ts";
import { logOf } from "../support/events/start-log.ts";

const repository = resolve(import.meta.dirname, "..", "..");
const uri = process.env["CONFIG_DRIVE_URI"] ?? "qemu:///system";
const [, socket] = /socket=(.*)/.exec(uri) ?? [];

/** Where libvirt's daemons write their logs; the set-up's daemons do it beside their sockets. */
export const LOG_FOLDER = socket === undefined ? "/var/log/libvirt" : join(dirname(socket), "log");

/** The log of a domain's QEMU. */
export const logOfDomain = (domain: string): string => logOf(uri, domain);

/** Records what happens to the host's domains from now on. */
export const recordEvents = (): Promise<EventRecorder> => EventRecorder.start(uri);

/** Asks the host through libvirt's own client. */
export const virsh = (...args: readonly string[]): string =>
    execFileSync("virsh", ["-q", "-c", uri, ...args], { encoding: "utf8" }).trim();

const bootCpuTime = (domain: string): number => {
    const [, time] = /vcpu\.0\.time=(\d+)/.exec(virsh("domstats", "--vcpu", domain)) ?? [];
    return Number(time ?? 0);
};

/** Starts a domain that has nothing to boot, and waits until its firmware has finished with its drives. */
export const boot = async (domain: string): Promise<void> => {
    virsh("start", domain);
    let [before, used] = [0, 0];
    do {
        await sleep(1000);
        [before, used] = [used, bootCpuTime(domain)];
    } while (used === 0 || used - before > 1e7);
};

/** What `config-drive inspect --json` says of an image. */
export interface InspectedImage {
    readonly label: string;
    readonly size: number;
    readonly files: readonly SeenFile[];
    readonly metaData: Record<string, unknown>;
}

/** Runs the built command line on an image. */
export const inspectImage = (path: string): InspectedImage =>
    JSON.parse(
        execFileSync(process.execPath, [join(repository, "bin", "cli", "config-drive.js"), "inspect", path, "--json"], {
            encoding: "utf8",
        }),
    );
