import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { isSystemError, reasonOf } from "../../provider/files/failure.ts";
import type { Io } from "../io/io.ts";

/** The program of each system that opens a file in the user's browser. None is a shell. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...(readonly string[])]>>> = {
    darwin: ["open"],
    win32: ["rundll32", "url.dll,FileProtocolHandler"],
};
const XDG = ["xdg-open"] as const;

/** Some openers stay until the browser is closed. */
const PATIENCE_MS = 3000;

const endOf = async (child: ChildProcess): Promise<string> => {
    const [code] = await once(child, "exit");
    return code === 0 ? "" : `${child.spawnfile} ended with code ${code}`;
};

/**
 * Opens a page in the user's browser.
 *
 * @returns why that failed; empty if it didn't.
 */
export const openPage = async (path: string, environment: Io["environment"]): Promise<string> => {
    const [program, ...args] = OPENERS[process.platform] ?? XDG;
    const url = pathToFileURL(resolve(path)).href;
    const child = spawn(program, [...args, url], { stdio: "ignore", detached: true, env: { ...environment } });
    const waiting = new AbortController();
    try {
        return await Promise.race([endOf(child), sleep(PATIENCE_MS, "", { signal: waiting.signal })]);
    } catch (error) {
        if (!isSystemError(error)) throw error;
        return error.code === "ENOENT"
            ? `${program} isn't installed`
            : `${program} can't be started: ${reasonOf(error)}`;
    } finally {
        // Only now: Node ends, with code 0, when nothing but an unreferenced child or timer is left to wait for.
        waiting.abort();
        child.unref();
    }
};
