import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

/** Where a guest finds this machine's loopback, if libvirt's `<interface type='user'>` is its network. */
const HOST = "10.0.2.2";

/** A package repository on this machine's loopback. */
export interface PackageRepository {
    /** The line of sources.list for a guest. */
    readonly source: string;
    /** The paths that were asked for. */
    readonly requests: readonly string[];
    readonly close: () => Promise<void>;
}

/** Builds a package with one program, which prints a text. */
function buildPackage(folder: string, name: string, says: string): { readonly control: string; readonly deb: Buffer } {
    const tree = join(folder, name);
    const control = `Package: ${name}\nVersion: 1.0\nArchitecture: all\nMaintainer: nobody <nobody@example.org>\nDescription: ${name}\n`;
    for (const path of ["DEBIAN", "usr/bin"]) mkdirSync(join(tree, path), { recursive: true });
    writeFileSync(join(tree, "DEBIAN", "control"), control);
    writeFileSync(join(tree, "usr/bin", name), `#!/bin/sh\necho '${says}'\n`, { mode: 0o755 });
    execFileSync("dpkg-deb", ["--root-owner-group", "--build", tree, `${tree}.deb`]);
    return { control, deb: readFileSync(`${tree}.deb`) };
}

/** Serves a repository with one small package, whose program of the same name prints a text. */
export async function servePackage(folder: string, name: string, says: string): Promise<PackageRepository> {
    const { control, deb } = buildPackage(folder, name, says);
    const sha256 = createHash("sha256").update(deb).digest("hex");
    const files = new Map<string, Buffer>([
        ["/Packages", Buffer.from(`${control}Filename: ./${name}.deb\nSize: ${deb.length}\nSHA256: ${sha256}\n`)],
        [`/${name}.deb`, deb],
    ]);
    const requests: string[] = [];
    const server = createServer(({ url = "" }, response) => {
        requests.push(url);
        const file = files.get(url.replace("/./", "/"));
        response.writeHead(file ? 200 : 404).end(file);
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    return {
        source: `deb [trusted=yes] http://${HOST}:${port}/ ./`,
        requests,
        close: async () => {
            server.closeAllConnections();
            await new Promise((resolve) => server.close(resolve));
        },
    };
}
