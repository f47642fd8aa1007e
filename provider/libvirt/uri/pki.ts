import type { PkiPlace } from "../transport/address.ts";
import type { Environment } from "./sockets.ts";

const inOneFolder = (folder: string): PkiPlace => ({
    authority: `${folder}/cacert.pem`,
    revocations: `${folder}/cacrl.pem`,
    certificate: `${folder}/clientcert.pem`,
    key: `${folder}/clientkey.pem`,
});

/** libvirt's system-wide place. */
const SYSTEM: PkiPlace = {
    authority: "/etc/pki/CA/cacert.pem",
    revocations: "/etc/pki/CA/cacrl.pem",
    certificate: "/etc/pki/libvirt/clientcert.pem",
    key: "/etc/pki/libvirt/private/clientkey.pem",
};

/** Where libvirt searches for a client's certificates, in order: the URI's place, or the user's and the system's. */
export const tlsPlaces = (pkipath: string | undefined, { HOME: home }: Environment): readonly PkiPlace[] => {
    if (pkipath !== undefined) return [inOneFolder(pkipath)];
    return home ? [inOneFolder(`${home}/.pki/libvirt`), SYSTEM] : [SYSTEM];
};
