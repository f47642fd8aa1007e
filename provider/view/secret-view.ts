import { createHash } from "node:crypto";
import { isSecretName } from "../model/secrets.ts";
import { cut } from "./bounds.ts";
import type { SecretView } from "./drive-view.ts";
import { hasSecretForm } from "./secret-text.ts";

/** A public key has a name like a secret's. */
const PUBLIC = /public[-_ ]?key|^openssh-key$/gi;

/** Nova's seed, and what can hold anything: EC2 has user data in a document. */
const OPAQUE = /^(?:random_seed|(?:user|vendor)[-_ ]?data2?)$/i;

/** Whether the name of a key in a document says that what is below it is a secret, e.g. `admin_pass`. */
export const isSecretKey = (key: string): boolean => OPAQUE.test(key) || isSecretName(key.replaceAll(PUBLIC, ""));

/** Whether a value has the form of a secret, whatever its name. */
export const isSecretValue = (value: unknown): boolean =>
    typeof value === "string" && hasSecretForm(value, isSecretKey);

const isHidden = (key: string, value: unknown): boolean => isSecretKey(key) || isSecretValue(value);

/** A value as a text: itself, or its JSON. */
export const textOf = (value: unknown, withSecrets: boolean): string => {
    const shown = (key: string, item: unknown): unknown => (!withSecrets && isHidden(key, item) ? "(hidden)" : item);
    if (typeof value === "string") return cut(String(shown("", value)));
    return cut(JSON.stringify(value, shown) ?? "");
};

/** What identifies a value with its type. */
export const digestOf = (value: unknown): string =>
    createHash("sha256")
        .update(JSON.stringify(value) ?? "")
        .digest("hex");

/** The view of a value that can be secret, of any type. */
export const secretViewOf = (value: unknown, withSecrets: boolean): SecretView => ({
    digest: digestOf(value),
    value: withSecrets ? textOf(value, true) : undefined,
});
