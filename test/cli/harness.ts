import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Io } from "../../cli/io/io.ts";
import { main } from "../../cli/main.ts";
import { type ImageEntry, writeIso9660 } from "../../provider/formats/iso9660/index.ts";
import { wholeOf } from "../provider/formats/iso9660/trees.ts";

/** What a command did. */
export interface Ran {
    readonly code: number;
    /** Standard output as text. */
    readonly out: string;
    readonly bytes: Uint8Array;
    /** Lines of standard error. */
    readonly err: readonly string[];
}

/** Runs the command line with captured output. */
export const run = async (
    args: readonly string[],
    stdin: string | Uint8Array = "",
    signal = new AbortController().signal,
    more: Partial<Io> = {},
): Promise<Ran> => {
    const printed: Uint8Array[] = [];
    const err: string[] = [];
    const code = await main(args, "1.2.3", {
        readStandardInput: async () => (typeof stdin === "string" ? new TextEncoder().encode(stdin) : stdin),
        print: (output) => {
            printed.push(typeof output === "string" ? new TextEncoder().encode(output) : output);
        },
        complain: (line) => err.push(line),
        environment: process.env,
        now: () => performance.now(),
        signal,
        ...more,
    });
    const bytes = new Uint8Array(Buffer.concat(printed));
    return { code, out: new TextDecoder().decode(bytes), bytes, err };
};

/** A temporary folder, removed at the end of the scope that holds it. */
export class Folder implements Disposable {
    public readonly path: string = mkdtempSync(join(tmpdir(), "config-drive-cli-"));

    /** The path of a file in it, written when there is something to write. */
    public file(name: string, content?: string | Uint8Array): string {
        const path = join(this.path, name);
        if (content !== undefined) writeFileSync(path, content);
        return path;
    }

    /** An image file of those entries. */
    public image(name: string, entries: readonly ImageEntry[]): string {
        return this.file(name, wholeOf(writeIso9660(entries, { label: "config-2" })));
    }

    public [Symbol.dispose](): void {
        rmSync(this.path, { recursive: true });
    }
}

/** Inputs that are fine. */
export const inputs = {
    uuid: "83679162-1378-4288-a2d4-70e13ec132aa",
    hostname: "web-1.example.org",
    adminPassword: "canary-password",
    randomSeed: "Y2FuYXJ5LXNlZWQsIGxvbmc=",
    userData: "#cloud-config\n# canary-user-data\n",
    files: { "/etc/motd": { content: "canary-file\n" } },
};
