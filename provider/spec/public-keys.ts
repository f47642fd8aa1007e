import { X509Certificate } from "node:crypto";
import { z } from "zod";
import { UNKNOWN } from "../model/problem.ts";
import { isForIgnition } from "./ignition.ts";
import { entriesOf } from "./json.ts";
import { showPath } from "./path.ts";
import type { Rule } from "./rule.ts";
import type { Schemas } from "./schema.ts";
import { isPlaceholder, wrongSshKey } from "./ssh-key.ts";

/** The public keys of `meta_data.json`, by name. */
export interface PublicKeysContent {
    readonly publicKeys: Readonly<Record<string, string>> | undefined;
}

/** Whether a public key is an X.509 certificate in PEM, as Windows guests take it; all others are ssh keys. */
export const isCertificate = (key: string): boolean => {
    const text = key.trim();
    return text.startsWith("-----BEGIN CERTIFICATE-----") && text.endsWith("-----END CERTIFICATE-----");
};

const wrongWith = (key: string): string | undefined => {
    if (isCertificate(key)) return undefined;
    if (key.trim() === "") return "is empty";
    if (key.includes("PRIVATE KEY-----")) return "is a private key; give the public one";
    // Readers differ on a value of several lines: some take several keys, some none at all.
    if (/[\r\n]/.test(key.trimEnd())) return "must be one ssh key on one line, or one certificate in PEM";
    return wrongSshKey(key.trim());
};

const publicKey = z.string().superRefine((key, context) => {
    const reason = wrongWith(key);
    if (reason !== undefined) context.addIssue({ code: "custom", message: reason });
});

/** The schema of the public keys. */
export const publicKeysSchemas: Schemas<PublicKeysContent> = {
    publicKeys: z.record(z.string(), publicKey).optional(),
};

const canBeRead = (certificate: string): boolean => {
    try {
        return new X509Certificate(certificate.trim()).subject !== undefined;
    } catch {
        return false;
    }
};

const unusable = (key: string): string | undefined => {
    if (isCertificate(key)) {
        return canBeRead(key) ? undefined : "is no certificate that can be read: Windows guests will not take it";
    }
    if (wrongWith(key) !== undefined || !isPlaceholder(key.trim())) return undefined;
    return "holds no key behind its type: sshd will not let anybody in with it";
};

// Only warned of, since such a text is a stand-in more often than a mistake; a real key that took damage is refused.
const standIn: Rule = {
    severity: "warning",
    find: ({ publicKeys }) =>
        entriesOf(publicKeys).flatMap(([name, key]) => {
            const reason = typeof key === "string" && key !== UNKNOWN ? unusable(key) : undefined;
            return reason === undefined ? [] : [{ path: showPath(["publicKeys", name]), reason }];
        }),
};

/** Keys that a certificate authority signed: OpenSSH's PROTOCOL.certkeys. */
const SIGNED = /(^|\s)\S+-cert-v01@openssh\.com\s/;

// Nova has certificates of both kinds among the ssh keys, and so has the drive.
const forAfterburn: Rule = {
    severity: "warning",
    find: (inputs) => {
        if (!isForIgnition(inputs)) return [];
        return entriesOf(inputs["publicKeys"])
            .filter(([, key]) => typeof key === "string" && (isCertificate(key) || SIGNED.test(key)))
            .map(([name]) => {
                const reason = "is a certificate, at which Afterburn gives up: the guest gets none of the ssh keys";
                return { path: showPath(["publicKeys", name]), reason };
            });
    },
};

/** The rules about public keys. */
export const publicKeysRules: readonly Rule[] = [standIn, forAfterburn];
