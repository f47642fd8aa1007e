import { execFile } from "node:child_process";
import { chmod, copyFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { TestHost } from "../../support/host.ts";
import type { Media } from "./domain-xml.ts";

/** Domains that are tried at a time: starting one is mostly waiting. */
const LANES = 4;

const MAX_DISKS = 8;
const MEDIUM_SIZE = 2 ** 20;

/** A place for one domain at a time, with media that no other domain uses: QEMU locks them. */
export interface Lane {
    readonly host: TestHost;
    readonly lane: number;
    readonly media: Media;
}

const nameOf = (lane: number, nth: number, kind: string): string => `${lane}-${nth}.${kind}`;

/** Makes lanes on a host, with media for the disks of their domains. */
export const makeLanes = async (host: TestHost, count: number = LANES): Promise<readonly Lane[]> => {
    const { name: pool, folder } = await host.otherPool();
    // QEMU's own user has to enter it.
    await chmod(folder, 0o755);
    const template = join(folder, "template.qcow2");
    await promisify(execFile)("qemu-img", ["create", "-q", "-f", "qcow2", template, String(MEDIUM_SIZE)]);
    const lanes = Array.from({ length: count }, (_, lane) => lane);
    for (const lane of lanes) {
        for (let nth = 0; nth < MAX_DISKS; nth++) {
            await copyFile(template, join(folder, nameOf(lane, nth, "qcow2")));
            const raw = join(folder, nameOf(lane, nth, "raw"));
            await writeFile(raw, "");
            await truncate(raw, MEDIUM_SIZE);
        }
    }
    await host.virsh("pool-refresh", pool);
    const path = (name: string): string => join(folder, name);
    return lanes.map((lane) => ({ host, lane, media: { pool, path, name: (nth, kind) => nameOf(lane, nth, kind) } }));
};
