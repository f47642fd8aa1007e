import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cacheRoot } from "../../toolchain/cache.mjs";
import { LOG_FOLDER, logOfDomain } from "../host.ts";
import type { Trace } from "./trace.ts";

const DAEMONS = ["libvirtd", "virtqemud", "virtstoraged", "virtlogd"];

/** Where daemons write their logs that no init system started: those of npm test, then that of npm run demo. */
const FOLDERS = [LOG_FOLDER, dirname(LOG_FOLDER), cacheRoot()];

const journal = (): readonly Trace[] => {
    const units = DAEMONS.flatMap((name) => ["--unit", name]);
    const text = execFileSync("journalctl", ["--quiet", "--boot", ...units], {
        encoding: "utf8",
        maxBuffer: 256 * 1024 * 1024,
    });
    return [{ where: "the journal of libvirt's daemons", text }];
};

/** What libvirt's daemons and the domain's QEMU wrote. */
export const hostLogs = (domain: string): readonly Trace[] => {
    const qemu = logOfDomain(domain);
    const files = [qemu, ...FOLDERS.flatMap((folder) => DAEMONS.map((name) => join(folder, `${name}.log`)))];
    const traces = files.filter(existsSync).map((path) => ({ where: path, text: readFileSync(path, "utf8") }));
    if (!existsSync(qemu)) throw new Error(`${qemu} isn't there: the domain wasn't started`);
    return existsSync("/run/systemd/system") ? [...traces, ...journal()] : traces;
};
