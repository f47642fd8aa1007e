import { createHash, X509Certificate } from "node:crypto";
import { entriesOf } from "../spec/json.ts";
import { isCertificate, parseSshKey, stringsOf } from "../spec/key-text.ts";
import { cut, MOST } from "./bounds.ts";
import type { KeyOptions, KeyView } from "./drive-view.ts";
import { isSecretValue, secretViewOf } from "./secret-view.ts";

const CERTIFICATE = /-cert-v01@openssh\.com$/;

/** How many values make up a key, by its type: RFC 4253 6.6, RFC 5656 3.1, RFC 8709 4, OpenSSH's PROTOCOL.u2f. */
const VALUES: Readonly<Record<string, number>> = {
    "ssh-rsa": 2,
    "ssh-dss": 4,
    "ssh-ed25519": 1,
    "ecdsa-sha2-nistp256": 2,
    "ecdsa-sha2-nistp384": 2,
    "ecdsa-sha2-nistp521": 2,
    "sk-ssh-ed25519@openssh.com": 2,
    "sk-ecdsa-sha2-nistp256@openssh.com": 3,
};

/** The type of the key that a certificate is for. */
const certified = (type: string): string => {
    const plain = type.replace(CERTIFICATE, "");
    return plain.startsWith("sk-") ? `${plain}@openssh.com` : plain;
};

const uint32 = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
};

/** The strings at the start of a blob; a certificate has numbers after them. */
const firstStrings = (blob: Buffer, count: number): readonly Buffer[] | undefined => {
    let end = 0;
    for (let index = 0; index < count; index += 1) {
        if (end + 4 > blob.length) return undefined;
        end += 4 + blob.readUInt32BE(end);
        if (end > blob.length) return undefined;
    }
    return stringsOf(blob.subarray(0, end));
};

/** The bytes of the key that a blob holds: of a certificate, of the key that it is for (OpenSSH's PROTOCOL.certkeys). */
const plainBlob = (type: string, blob: Buffer): Buffer | undefined => {
    if (!CERTIFICATE.test(type)) return stringsOf(blob) === undefined ? undefined : blob;
    const plain = certified(type);
    // First come the certificate's type and a nonce.
    const strings = firstStrings(blob, 2 + (VALUES[plain] ?? Number.NaN));
    if (strings === undefined || strings.length < 3) return undefined;
    const values = [Buffer.from(plain), ...strings.slice(2)];
    return Buffer.concat(values.flatMap((value) => [uint32(value.length), value]));
};

const fingerprintOf = (type: string, base64: string): string | undefined => {
    const blob = plainBlob(type, Buffer.from(base64, "base64"));
    if (blob === undefined || blob.length === 0) return undefined;
    return `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
};

/** A comment can be anything, as the user who made the key wrote it. */
const commentOf = (comment: string, withSecrets: boolean): KeyView["comment"] =>
    isSecretValue(comment) ? secretViewOf(comment, withSecrets) : cut(comment, MOST.name);

/** The subject of a certificate in PEM on one line; undefined if it can't be read. */
const certificateOf = (pem: string): { readonly fingerprint: string; readonly subject: string } | undefined => {
    try {
        const { fingerprint256, subject } = new X509Certificate(pem.trim());
        return { fingerprint: fingerprint256, subject: (subject ?? "").replaceAll("\n", ", ") };
    } catch {
        return undefined;
    }
};

const ofCertificate = (name: string, pem: string, withSecrets: boolean): KeyView => {
    const { fingerprint, subject } = certificateOf(pem) ?? { fingerprint: undefined, subject: "" };
    return { name, type: "x509", fingerprint, comment: commentOf(subject, withSecrets) };
};

/** What sshd knows: sshd(8), AUTHORIZED_KEYS FILE FORMAT. Any other word can be a secret. */
const OPTIONS: readonly string[] = [
    ...["agent-forwarding", "cert-authority", "command", "environment", "expiry-time", "from", "no-agent-forwarding"],
    ...["no-port-forwarding", "no-pty", "no-touch-required", "no-user-rc", "no-X11-forwarding", "permitlisten"],
    ...["permitopen", "port-forwarding", "principals", "pty", "restrict", "tunnel", "user-rc", "verify-required"],
    "X11-forwarding",
];

/** What is between quotes is a value. */
const optionsOf = (options: string, withSecrets: boolean): KeyOptions => {
    const words = options.replaceAll(/"(?:\\"|[^"])*"?/g, "").split(",");
    const names = words.map((word) => word.replace(/=.*/s, "").trim().toLowerCase());
    const known = OPTIONS.filter((option) => names.includes(option.toLowerCase()));
    return { ...secretViewOf(options, withSecrets), names: known };
};

const ofLine = (name: string, key: unknown, withSecrets: boolean): KeyView => {
    const line = typeof key === "string" ? parseSshKey(key.trim()) : undefined;
    if (line === undefined) return { name, type: "", fingerprint: undefined, comment: "" };
    const { options, type, blob, comment } = line;
    return {
        name,
        type,
        fingerprint: fingerprintOf(type, blob),
        comment: commentOf(comment, withSecrets),
        ...(options !== "" && { options: optionsOf(options, withSecrets) }),
    };
};

/** What ends a line for sshd or for Python's `splitlines`. No key has any other control character but a tab. */
const LINE_END = /\r\n|[^\P{Cc}\t]|[\u2028\u2029]/u;

/** The lines of a text that aren't blank, by their numbers. */
const linesOf = (text: string): readonly (readonly [number: number, line: string])[] =>
    text.split(LINE_END).flatMap((line, index) => (line.trim() === "" ? [] : [[index + 1, line] as const]));

/** Each line of a value can be a key that sshd accepts, also around a certificate. */
const ofValue = (name: string, value: unknown, withSecrets: boolean): readonly KeyView[] => {
    if (typeof value !== "string") return [ofLine(name, value, withSecrets)];
    const lines = linesOf(value);
    const ofLines = (some: typeof lines): readonly KeyView[] =>
        some.map(([number, line]) => ofLine(number === 1 ? name : `${name}, line ${number}`, line, withSecrets));
    if (isCertificate(value)) {
        const keys = lines.filter(([, line]) => parseSshKey(line.trim()) !== undefined);
        return [ofCertificate(name, value, withSecrets), ...ofLines(keys)];
    }
    return lines.length > 1 ? ofLines(lines) : [ofLine(name, value, withSecrets)];
};

/** Keys with the names under which the metadata has them: `normalize_pubkey_data` in cloudinit/sources/__init__.py. */
const namedIn = (publicKeys: unknown): readonly (readonly [name: string, value: unknown])[] => {
    if (typeof publicKeys === "string") return linesOf(publicKeys).map(([number, line]) => [`line ${number}`, line]);
    if (Array.isArray(publicKeys)) return publicKeys.map((key: unknown, index) => [`key ${index + 1}`, key]);
    return entriesOf(publicKeys).flatMap(([key, value]) => {
        const name = cut(key, MOST.name);
        if (!Array.isArray(value)) return [[name, value] as const];
        return value.map((item: unknown, index) => [`${name}, key ${index + 1}`, item] as const);
    });
};

/** The public keys of a drive, of any shape, in the order of the metadata; each line of a value is one. */
export const keysOf = (publicKeys: unknown, withSecrets: boolean): readonly KeyView[] =>
    namedIn(publicKeys).flatMap(([name, value]) => ofValue(name, value, withSecrets));
