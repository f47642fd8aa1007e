import { z } from "zod";
import type { Schemas } from "./schema.ts";

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
    return undefined;
};

const publicKey = z.string().superRefine((key, context) => {
    const reason = wrongWith(key);
    if (reason !== undefined) context.addIssue({ code: "custom", message: reason });
});

/** The schema of the public keys. */
export const publicKeysSchemas: Schemas<PublicKeysContent> = {
    publicKeys: z.record(z.string(), publicKey).optional(),
};
