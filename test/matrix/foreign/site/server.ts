import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";

const TYPES: Readonly<Record<string, string>> = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".woff2": "font/woff2",
};

/** A server of a folder, as GitHub Pages serves it. */
export interface Server {
    readonly address: string;
    readonly close: () => void;
}

/** Serves a folder on this machine. */
export const serve = async (folder: string): Promise<Server> => {
    const server = createServer((request, response) => {
        const path = new URL(request.url ?? "/", "http://localhost").pathname;
        const file = [path, `${path}.html`, `${path}index.html`]
            .map((each) => join(folder, each))
            .find((each) => extname(each) !== "" && existsSync(each));
        response.writeHead(file === undefined ? 404 : 200, { "content-type": TYPES[extname(file ?? "")] ?? "" });
        response.end(file === undefined ? "" : readFileSync(file));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (typeof address !== "object" || address === null) throw new Error("the server has no port");
    return { address: `http://127.0.0.1:${address.port}`, close: () => server.close() };
};
