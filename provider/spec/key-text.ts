/** Whether a public key is an X.509 certificate in PEM, for Windows guests; all others are ssh keys. */
export const isCertificate = (key: string): boolean => {
    const text = key.trim();
    return text.startsWith("-----BEGIN CERTIFICATE-----") && text.endsWith("-----END CERTIFICATE-----");
};

/** The types sshd and cloud-init support: VALID_KEY_TYPES in cloudinit/ssh_util.py. */
const TYPES: readonly string[] = [
    ...["ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"],
    ...["sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com", "ssh-dss", "ssh-xmss@openssh.com"],
    ...["ssh-ed25519-cert-v01@openssh.com", "ssh-rsa-cert-v01@openssh.com", "ssh-dss-cert-v01@openssh.com"],
    ...["ecdsa-sha2-nistp256-cert-v01@openssh.com", "ecdsa-sha2-nistp384-cert-v01@openssh.com"],
    ...["ecdsa-sha2-nistp521-cert-v01@openssh.com", "ssh-xmss-cert-v01@openssh.com"],
    ...["sk-ssh-ed25519-cert-v01@openssh.com", "sk-ecdsa-sha2-nistp256-cert-v01@openssh.com"],
];

/** Options end at the first space outside quotes: sshd(8), AUTHORIZED_KEYS FILE FORMAT. */
const endOfOptions = (line: string): number => {
    let isQuoted = false;
    for (let at = 0; at < line.length; at++) {
        if (line.startsWith('\\"', at)) at++;
        else if (line[at] === '"') isQuoted = !isQuoted;
        else if (!isQuoted && /\s/.test(line[at] ?? "")) return at;
    }
    return line.length;
};

/** The strings that make up a key, RFC 4251 5; undefined if the bytes end inside one. */
export const stringsOf = (blob: Buffer): readonly Buffer[] | undefined => {
    const strings: Buffer[] = [];
    let position = 0;
    while (position < blob.length) {
        const start = position + 4;
        if (start > blob.length) return undefined;
        position = start + blob.readUInt32BE(start - 4);
        if (position > blob.length) return undefined;
        strings.push(blob.subarray(start, position));
    }
    return strings;
};

/** The type at the start of a key's bytes, RFC 4253 6.6; undefined if they start with no supported type. */
const innerType = (blob: Buffer): string | undefined => {
    if (blob.length < 4) return undefined;
    const name = blob.subarray(4, 4 + blob.readUInt32BE(0)).toString("latin1");
    return TYPES.includes(name) ? name : undefined;
};

/** Certificates have numbers between their strings, RFC 4251 5; all other keys consist of strings only. */
const isWhole = (type: string, blob: Buffer): boolean => {
    if (type.includes("-cert-")) return true;
    const strings = stringsOf(blob);
    return strings !== undefined && strings.length > 1;
};

const wrongBlob = (type: string, text: string): string | undefined => {
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return `has no key after ${type}; base64 must follow the type`;
    const blob = Buffer.from(text, "base64");
    const inner = innerType(blob);
    if (inner === undefined) return undefined;
    if (inner !== type) return `is labelled ${type} but contains a key of type ${inner}; sshd ignores it`;
    return isWhole(type, blob) ? undefined : "is truncated: part of the key is missing; copy it again";
};

/** A line of `authorized_keys`. */
export interface SshKeyLine {
    /** E.g. `no-pty,command="x"`; empty if there are none. They can hold secrets. */
    readonly options: string;
    readonly type: string;
    /** Base64, if the line is right. */
    readonly blob: string;
    readonly comment: string;
}

/** The parts of a line of `authorized_keys`, after any options; undefined if it has no type. */
export const parseSshKey = (line: string): SshKeyLine | undefined => {
    const end = endOfOptions(line);
    for (const start of [0, end]) {
        const rest = line.slice(start).trimStart();
        const [, type = "", blob = "", comment = ""] = /^(\S+)\s*(\S*)\s*(.*)/.exec(rest) ?? [];
        if (TYPES.includes(type)) return { options: line.slice(0, start), type, blob, comment };
    }
    return undefined;
};

/** Why guests can't use an ssh key on one line; undefined if they can, or if the key is only a placeholder. */
export const wrongSshKey = (line: string): string | undefined => {
    const parsed = parseSshKey(line);
    if (parsed !== undefined) return wrongBlob(parsed.type, parsed.blob);
    return `isn't a public key; it must start with its type, e.g. ${TYPES.slice(0, 3).join(", ")}`;
};

/** Whether a line has a type, but nothing after it that looks like a key. */
export const isPlaceholder = (line: string): boolean => {
    const parsed = parseSshKey(line);
    return parsed !== undefined && innerType(Buffer.from(parsed.blob, "base64")) === undefined;
};
