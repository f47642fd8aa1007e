/** Pages of a built site whose name a folder has too: at their address, servers may look into the folder. */
export const ambiguousPages = (files: readonly string[]): readonly string[] =>
    files.filter(
        (file) =>
            file.endsWith(".html") && files.some((other) => other.startsWith(`${file.slice(0, -".html".length)}/`)),
    );
