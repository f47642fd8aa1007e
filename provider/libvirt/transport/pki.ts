import { readFile } from "node:fs/promises";
import type { PkiPlace } from "./address.ts";
import { isErrno, LinkError, reasonOf } from "./link-error.ts";

/** The contents of a client's TLS files, in PEM. */
export interface Pki {
    readonly authority: Uint8Array | undefined;
    readonly revocations: Uint8Array | undefined;
    readonly identity: { readonly certificate: Uint8Array; readonly key: Uint8Array } | undefined;
}

const firstOf = async <T>(
    places: readonly PkiPlace[],
    read: (place: PkiPlace) => Promise<T | undefined>,
): Promise<T | undefined> => {
    for (const place of places) {
        const found = await read(place);
        if (found !== undefined) return found;
    }
    return undefined;
};

const readIfThere = async (path: string): Promise<Uint8Array | undefined> => {
    try {
        return await readFile(path);
    } catch (cause) {
        if (isErrno(cause, "ENOENT")) return undefined;
        throw new LinkError(
            `can't read ${path} (${reasonOf(cause)}). Check its permissions, or set pkipath to another folder.`,
            {
                cause,
            },
        );
    }
};

/** Reads each kind of file from the first place that has it. Without a client certificate, the daemon decides. */
export const readPki = async (places: readonly PkiPlace[]): Promise<Pki> => {
    const trusted = await firstOf(places, async ({ authority, revocations }) => {
        const text = await readIfThere(authority);
        return text && { authority: text, revocations: await readIfThere(revocations) };
    });
    const identity = await firstOf(places, async (place) => {
        const [certificate, key] = [await readIfThere(place.certificate), await readIfThere(place.key)];
        return certificate && key && { certificate, key };
    });
    return { authority: trusted?.authority, revocations: trusted?.revocations, identity };
};
