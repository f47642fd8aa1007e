import { createCipheriv, createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { ConnectOptions, LibvirtClient, PoolRef, VolumeRef } from "../../provider/libvirt/client.ts";
import { buildVolumeXml } from "../../provider/libvirt/xml.ts";
import { findTool } from "../foreign/support/tools.ts";
import { createTransientPool, LIST_STORAGE_POOLS_ACTIVE, uriOf } from "./client-verbs.ts";
import { type RemoteDaemon, withClient } from "./remote-daemon.ts";

/** Whether everything that the transport tests run is installed; reports what is missing. */
export const hasTransportTools: boolean = [
    findTool("libvirtd", "libvirt-daemon-system"),
    findTool("openssl", "openssl"),
    findTool("setpriv", "util-linux"),
    findTool("saslpasswd2", "sasl2-bin"),
    findTool("ssh", "openssh-client"),
    findTool("sshd", "openssh-server"),
    findTool("nc", "netcat-openbsd"),
].every((tool) => tool !== undefined);

/** Noise that reveals any mix-up, the same in every run: AES in counter mode (NIST SP 800-38A 6.5) of zeros. */
export const noise = (length: number): Uint8Array =>
    createCipheriv("aes-128-ctr", new Uint8Array(16), new Uint8Array(16)).update(new Uint8Array(length));

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** The daemon's only pool, in its own folder; created if it doesn't exist. */
export const poolOf = async (client: LibvirtClient, daemon: RemoteDaemon): Promise<PoolRef> => {
    const [pool] = await client.listAllStoragePools(LIST_STORAGE_POOLS_ACTIVE);
    const path = join(daemon.folder, "pool");
    const xml = `<pool type="dir"><name>remote</name><target><path>${path}</path></target></pool>`;
    return pool ?? (await createTransientPool(client, xml));
};

/** A new volume in that pool. */
export const createVolume = async (
    client: LibvirtClient,
    daemon: RemoteDaemon,
    name: string,
    capacity: number,
): Promise<VolumeRef> =>
    client.storageVolCreateXml(await poolOf(client, daemon), buildVolumeXml({ name, capacity, mode: "0600" }), 0);

/** What every transport must support. */
export const itSpeaksLibvirt = (
    name: string,
    where: () => { readonly uri: string; readonly daemon: RemoteDaemon; readonly options?: Partial<ConnectOptions> },
): void => {
    it(`${name}: lists domains, and brings 1 MiB there and back`, async () => {
        const { uri, daemon, options = {} } = where();
        await withClient(uri, options, async (client) => {
            expect(await uriOf(client)).toBe("qemu:///session");
            expect(await client.listAllDomains(0)).toEqual([]);
            const content = noise(1 << 20);
            const volume = await createVolume(client, daemon, "there.iso", content.length);
            await client.storageVolUpload(volume, [content], content.length);
            expect(sha256(readFileSync(join(daemon.folder, "pool", "there.iso")))).toBe(sha256(content));
            const range = { length: content.length, maximum: content.length };
            expect(sha256(await client.storageVolDownload(volume, range))).toBe(sha256(content));
            await client.storageVolDelete(volume);
            // Many at once: more than the limit, so that some wait.
            const answers = await Promise.all(Array.from({ length: 20 }, () => client.getLibVersion()));
            expect(new Set(answers).size).toBe(1);
        });
    });
};

/** How a connection failed, without the parts that differ from run to run. */
export const refusalOf = async (uri: string, options: Partial<ConnectOptions> = {}): Promise<string> => {
    const error: unknown = await withClient(uri, options, async () => undefined).then(
        () => undefined,
        (reason: unknown) => reason,
    );
    if (!(error instanceof Error) || !("code" in error)) {
        throw new Error(`no failure with a code: ${String(error)}`);
    }
    const message = error.message
        .replaceAll(uri, "URI")
        .replaceAll(/\/tmp\/cd[rs]-\w+/g, "/tmp")
        .replaceAll(/(localhost|\d\.1|\]|port|-p)([: ])\d{4,5}\b/g, "$1$2PORT");
    return `${String(error.code)}: ${message}`;
};
