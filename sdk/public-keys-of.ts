import { keysIn, WrongKeys } from "../provider/spec/authorized-keys.ts";

/**
 * The keys of an `authorized_keys` file, for `publicKeys`. It reads no file; the program does. Empty lines and those
 * that start with `#` are skipped. A key is named after its comment, or `key` without one, with a number appended if
 * that name is taken. Options stay before their keys, and guests keep them.
 *
 * @param text The file's content.
 * @throws Error with the number of the first line that holds no public key, or if the text holds no key at all.
 *
 * @example
 * publicKeysOf("ssh-ed25519 AAAAC3Nz… ops@example.org\n"); // { "ops@example.org": "ssh-ed25519 AAAAC3Nz… ops@example.org" }
 *
 * @example
 * new ConfigDrive("web", { publicKeys: publicKeysOf(readFileSync("authorized_keys", "utf8")) });
 */
export const publicKeysOf = (text: string): Readonly<Record<string, string>> => {
    try {
        return keysIn(text);
    } catch (error) {
        throw error instanceof WrongKeys ? new Error(`publicKeysOf: ${error.message}`) : error;
    }
};
