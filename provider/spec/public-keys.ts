import { X509Certificate } from "node:crypto";
import { z } from "zod";
import { UNKNOWN } from "../model/unknown.ts";
import { isFilePath } from "./file-path.ts";
import { isForIgnition } from "./intended-guest.ts";
import { entriesOf } from "./json.ts";
import { isCertificate, isPlaceholder, wrongSshKey } from "./key-text.ts";
import { showPath } from "./path.ts";
import type { Rule } from "./rule.ts";
import { type Schemas, text } from "./schema.ts";

/** The public keys of `meta_data.json`, by name. */
export interface PublicKeysContent {
    readonly publicKeys: Readonly<Record<string, string>> | undefined;
}

const wrongWith = (key: string): string | undefined => {
    if (isCertificate(key)) return undefined;
    if (key.trim() === "") return "is empty";
    if (key.includes("PRIVATE KEY-----")) return "is a private key; use the public key";
    // Given several lines, some readers accept several keys and some accept none.
    if (/[\r\n]/.test(key.trimEnd())) return "must be one ssh key on a single line or one PEM certificate";
    if (isFilePath(key)) return 'is a path; pass the key itself, e.g. readFileSync(path, "utf8")';
    return wrongSshKey(key.trim());
};

/** The schema of the public keys. */
export const publicKeysSchemas: Schemas<PublicKeysContent> = {
    publicKeys: z.record(z.string(), text(wrongWith)).optional(),
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
        return canBeRead(key) ? undefined : "isn't a readable certificate; Windows guests won't accept it";
    }
    if (wrongWith(key) !== undefined || !isPlaceholder(key.trim())) return undefined;
    return "has no key after its type; sshd won't let anyone log in with it";
};

// Only a warning: a text without a key is more often a placeholder than a mistake. A damaged real key is an error.
const placeholder: Rule = {
    severity: "warning",
    find: ({ publicKeys }) =>
        entriesOf(publicKeys).flatMap(([name, key]) => {
            const reason = typeof key === "string" && key !== UNKNOWN ? unusable(key) : undefined;
            return reason === undefined ? [] : [{ path: showPath(["publicKeys", name]), reason }];
        }),
};

/** Keys signed by a certificate authority: OpenSSH's PROTOCOL.certkeys. */
const SIGNED = /(^|\s)\S+-cert-v01@openssh\.com\s/;

// Nova lists both kinds of certificate among the ssh keys, so the drive does too.
const forAfterburn: Rule = {
    severity: "warning",
    find: (inputs) => {
        if (!isForIgnition(inputs)) return [];
        return entriesOf(inputs["publicKeys"])
            .filter(([, key]) => typeof key === "string" && (isCertificate(key) || SIGNED.test(key)))
            .map(([name]) => {
                const reason = "is a certificate, which makes Afterburn fail; the guest gets none of the ssh keys";
                return { path: showPath(["publicKeys", name]), reason };
            });
    },
};

/** The rules about public keys. */
export const publicKeysRules: readonly Rule[] = [placeholder, forAfterburn];
