import type { GuestCommands, GuestFiles } from "../../../../provider/guest/sight.ts";

/** The files of a guest in memory, with the paths that were read, in their order. */
export interface MemoryFiles extends GuestFiles {
    readonly paths: string[];
}

/** Files of a guest, by path. */
export const filesOf = (contents: Readonly<Record<string, string | Uint8Array>>): MemoryFiles => {
    const paths: string[] = [];
    const bytesOf = (path: string): Uint8Array | undefined => {
        paths.push(path);
        const content = Object.hasOwn(contents, path) ? contents[path] : undefined;
        return content === undefined ? undefined : new Uint8Array(Buffer.from(content));
    };
    return {
        paths,
        read: async (path, maximum) => bytesOf(path)?.subarray(0, maximum),
        readEnd: async (path, maximum) => bytesOf(path)?.slice(-maximum),
    };
};

/** A guest whose commands print what is listed for `path arg arg …`, with exit code 0; others don't exist. */
export const commandsOf = (outputs: Readonly<Record<string, string>>): GuestCommands => ({
    run: async (path, args, maximum) => {
        const output = outputs[[path, ...args].join(" ")];
        return output === undefined ? undefined : { exitCode: 0, output: output.slice(0, maximum) };
    },
});
