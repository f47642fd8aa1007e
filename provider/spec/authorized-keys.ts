/**
 * A key and its comment in a line of `authorized_keys`, after any options: sshd(8), AUTHORIZED_KEYS FILE FORMAT. The
 * base64 of every key starts with AAAA because it starts with the length of its type, RFC 4253 6.6.
 */
const KEY = /(?:^|\s)(?:ssh|ecdsa|sk)-[\w.@-]+\s+AAAA[A-Za-z0-9+/]*={0,2}(?:\s+(?<comment>.*))?$/;

/** One line of the text; `number` counts from 1. */
interface Line {
    readonly text: string;
    readonly number: number;
}

/** A text that isn't a list of keys. Never quotes a line, which can be part of a private key. */
export class WrongKeys extends Error {}

const refuse = ({ number }: Line, reason: string): Error => new WrongKeys(`line ${number} ${reason}`);

const commentOf = (line: Line): string => {
    if (line.text.includes("PRIVATE KEY-----")) throw refuse(line, "starts a private key; use the public one");
    const found = KEY.exec(line.text);
    if (found === null) throw refuse(line, "holds no ssh key: it must have a type, e.g. ssh-ed25519, and base64");
    return found.groups?.["comment"]?.trim() ?? "";
};

/** The comment, or `key` if there is none or JavaScript objects don't keep it as a key. */
const nameOf = (comment: string): string => (comment === "" || comment === "__proto__" ? "key" : comment);

const freeName = (wanted: string, taken: ReadonlyMap<string, unknown>): string => {
    let name = wanted;
    for (let next = 2; taken.has(name); next++) name = `${wanted}-${next}`;
    return name;
};

/**
 * The keys of an `authorized_keys` file, by name.
 *
 * @throws WrongKeys if a line holds no public key, or the text no key at all.
 */
export const keysIn = (text: string): Readonly<Record<string, string>> => {
    const keys = new Map<string, string>();
    const lines = text.split("\n").map((line, index): Line => ({ text: line.trim(), number: index + 1 }));
    for (const line of lines.filter(({ text }) => text !== "" && !text.startsWith("#"))) {
        keys.set(freeName(nameOf(commentOf(line)), keys), line.text);
    }
    if (keys.size === 0) throw new WrongKeys("the text holds no key");
    return Object.fromEntries(keys);
};
