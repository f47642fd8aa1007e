import { createHash } from "node:crypto";
import { isSecretName } from "../model/secrets.ts";
import { cut } from "./bounds.ts";
import type { SecretView } from "./drive-view.ts";

/** A public key has a name like a secret's. */
const PUBLIC = /public|^openssh-key$/i;

/** Whether the name of a key in a document says that what is below it is a secret, e.g. `admin_pass`. */
export const isSecretKey = (key: string): boolean => isSecretName(key) && !PUBLIC.test(key);

const isHidden = (key: string, withSecrets: boolean): boolean => !withSecrets && isSecretKey(key);

/** A value as a text: itself, or its JSON. */
export const textOf = (value: unknown, withSecrets: boolean): string => {
    if (typeof value === "string") return cut(value);
    return cut(JSON.stringify(value, (key, item) => (isHidden(key, withSecrets) ? "(hidden)" : item)) ?? "");
};

/** The view of a value that can be secret, of any type. */
export const secretViewOf = (value: unknown, withSecrets: boolean): SecretView => ({
    digest: createHash("sha256")
        .update(JSON.stringify(value) ?? "")
        .digest("hex"),
    value: withSecrets ? textOf(value, true) : undefined,
});
