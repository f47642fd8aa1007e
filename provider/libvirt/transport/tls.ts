import { isIP } from "node:net";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import type { TlsAddress } from "./address.ts";
import { isErrno, LinkError, reasonOf } from "./link-error.ts";
import { MessageWriter } from "./message-writer.ts";
import { type Pki, readPki } from "./pki.ts";
import { connected, overSocket } from "./socket.ts";
import { placeOf, unreachable } from "./tcp.ts";
import type { Transport } from "./transport.ts";

const optionsOf = (
    { host, port, verify }: TlsAddress,
    { authority, revocations, identity }: Pki,
): ConnectionOptions => ({
    host,
    port,
    // RFC 6066 3: a server name can't be an address.
    ...(isIP(host) === 0 && { servername: host }),
    // An empty list, not undefined: that would trust every public CA.
    ca: authority === undefined ? [] : [Buffer.from(authority)],
    ...(revocations && { crl: Buffer.from(revocations) }),
    ...(identity && { cert: Buffer.from(identity.certificate), key: Buffer.from(identity.key) }),
    rejectUnauthorized: verify,
});

const UNTRUSTED = [
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "SELF_SIGNED_CERT_IN_CHAIN",
    "UNABLE_TO_GET_ISSUER_CERT",
    "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "CERT_SIGNATURE_FAILURE",
    "CERT_UNTRUSTED",
];

/** The names in the certificate that Node attaches to its error. */
const namesIn = (error: Error): string => {
    const certificate: unknown = "cert" in error ? error.cert : undefined;
    const isObject = typeof certificate === "object" && certificate !== null;
    return isObject && "subjectaltname" in certificate ? String(certificate.subjectaltname) : "another host";
};

/** Whether the peer sent a TLS alert, e.g. "certificate required" (RFC 8446 6.2). */
const isAlert = (error: unknown): boolean =>
    error instanceof Error && "code" in error && /^ERR_SSL_.*ALERT/.test(String(error.code));

const turnedAway = ({ identity }: Pki, cause: unknown): LinkError =>
    new LinkError(
        identity === undefined
            ? "the daemon requires a client certificate, but none was found. Put clientcert.pem and clientkey.pem next to cacert.pem, or set pkipath to their folder."
            : "the daemon rejected this client's certificate. Check that the daemon trusts its CA, that it is still valid, and that tls_allowed_dn_list allows it. The daemon's log says which of these failed.",
        { cause },
    );

const refusalOf = (address: TlsAddress, pki: Pki, error: unknown): LinkError => {
    const place = placeOf(address);
    const link = (text: string): LinkError => new LinkError(text, { cause: error });
    if (isErrno(error, "CERT_HAS_EXPIRED") || isErrno(error, "CERT_NOT_YET_VALID")) {
        return link(
            `the certificate of ${place} isn't valid at present (${reasonOf(error)}). Renew it, and check the clocks of both machines.`,
        );
    }
    if (isErrno(error, "CERT_REVOKED"))
        return link(`the certificate of ${place} has been revoked. Issue a new one for the host.`);
    if (isErrno(error, "ERR_TLS_CERT_ALTNAME_INVALID")) {
        return link(`the certificate of ${place} is for ${namesIn(error)}. Use one of these names.`);
    }
    if (UNTRUSTED.some((code) => isErrno(error, code))) {
        return link(
            `the certificate of ${place} isn't signed by the CA in cacert.pem. Put the certificate of the CA that signed the host's certificate into cacert.pem.`,
        );
    }
    if (isErrno(error, "ERR_SSL_WRONG_VERSION_NUMBER") || isErrno(error, "ERR_SSL_PACKET_LENGTH_TOO_LONG")) {
        return link(`${place} doesn't speak TLS. Check the port.`);
    }
    if (isErrno(error, "ECONNRESET")) {
        return link(`${place} closed the connection during the TLS handshake. Check the port and the daemon's log.`);
    }
    return isAlert(error) ? turnedAway(pki, error) : unreachable(address, "tls", error);
};

const handshake = async (address: TlsAddress, pki: Pki, signal: AbortSignal): Promise<TLSSocket> => {
    try {
        const open = (): TLSSocket => connect(optionsOf(address, pki));
        const socket = await connected(open, "secureConnect", signal);
        socket.setNoDelay(true);
        return socket;
    } catch (error) {
        signal.throwIfAborted();
        throw refusalOf(address, pki, error);
    }
};

/** virNetTLSSession: after the handshake the daemon sends one byte, 1 if it accepts the certificate and address. */
const ACCEPTED = 1;

const accepted = async (socket: TLSSocket, pki: Pki, signal: AbortSignal): Promise<void> => {
    try {
        await connected(() => socket, "readable", signal);
    } catch (error) {
        signal.throwIfAborted();
        throw turnedAway(pki, error);
    }
    const verdict: Buffer | null = socket.read(1);
    if (verdict?.[0] !== ACCEPTED) {
        socket.destroy();
        throw turnedAway(pki, undefined);
    }
};

/** Opens a daemon's TLS port, verifies the daemon, and waits until it accepts this client. */
export const dialTls = async (address: TlsAddress, signal: AbortSignal): Promise<Transport> => {
    const pki = await readPki(address.places);
    if (address.verify && pki.authority === undefined) {
        const files = address.places.map(({ authority }) => authority).join(" or ");
        throw new LinkError(`no CA certificate was found at ${files}. Put it there, or set pkipath to its folder.`);
    }
    const socket = await handshake(address, pki, signal);
    await accepted(socket, pki, signal);
    return overSocket(socket, `libvirt at ${placeOf(address)}`, new MessageWriter(socket));
};
