import type { Environment } from "./sockets.ts";

/** A place where a client's TLS files may be. */
export interface PkiPlace {
    readonly authority: string;
    readonly revocations: string;
    readonly certificate: string;
    readonly key: string;
}

const inOneFolder = (folder: string): PkiPlace => ({
    authority: `${folder}/cacert.pem`,
    revocations: `${folder}/cacrl.pem`,
    certificate: `${folder}/clientcert.pem`,
    key: `${folder}/clientkey.pem`,
});

/** Where libvirt's client looks for everybody's. */
const SYSTEM: PkiPlace = {
    authority: "/etc/pki/CA/cacert.pem",
    revocations: "/etc/pki/CA/cacrl.pem",
    certificate: "/etc/pki/libvirt/clientcert.pem",
    key: "/etc/pki/libvirt/private/clientkey.pem",
};

/** Where libvirt looks for a client's certificates, the first place first: the URI's, or the user's and the system's. */
export const tlsPlaces = (pkipath: string | undefined, { HOME: home }: Environment): readonly PkiPlace[] => {
    if (pkipath !== undefined) {
        return [inOneFolder(pkipath)];
    }
    return home ? [inOneFolder(`${home}/.pki/libvirt`), SYSTEM] : [SYSTEM];
};
