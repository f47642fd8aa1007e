/**
 * A key and its comment in a line of `authorized_keys`, whatever options stand before them: sshd(8), AUTHORIZED_KEYS FILE
 * FORMAT. The base64 of every key begins with AAAA, since the type's length does, RFC 4253 6.6.
 */
const KEY = /(?:^|\s)(?:ssh|ecdsa|sk)-[\w.@-]+\s+AAAA[A-Za-z0-9+/]*={0,2}(?:\s+(?<comment>.*))?$/;

/** One line of the text; `number` counts from 1. */
interface Line {
    readonly text: string;
    readonly number: number;
}

/** Never with the line itself, which may be of a private key. */
const refuse = ({ number }: Line, reason: string): Error => new Error(`publicKeysOf: line ${number} ${reason}`);

const commentOf = (line: Line): string => {
    if (line.text.includes("PRIVATE KEY-----")) throw refuse(line, "begins a private key; give the public one");
    const found = KEY.exec(line.text);
    if (found === null) throw refuse(line, "holds no ssh key: its type must come, such as ssh-ed25519, and its base64");
    return found.groups?.["comment"]?.trim() ?? "";
};

/** What a key without a comment is named, and one whose comment no JavaScript object keeps as a key. */
const nameOf = (comment: string): string => (comment === "" || comment === "__proto__" ? "key" : comment);

const freeName = (wanted: string, taken: ReadonlyMap<string, unknown>): string => {
    let name = wanted;
    for (let next = 2; taken.has(name); next++) name = `${wanted}-${next}`;
    return name;
};

/**
 * The keys of an `authorized_keys` file, as `publicKeys` takes them. It reads no file: the program does that, when it
 * likes. Empty lines and those that begin with `#` are left out. A key is named by its comment, or `key` without one,
 * with a number behind where that name is taken. Options stay before their keys, and guests keep them.
 *
 * @param text The file's content.
 * @throws Error with the number of the first line that holds no public key, and where there is no key at all.
 *
 * @example
 * publicKeysOf("ssh-ed25519 AAAAC3Nz… ops@example.org\n"); // { "ops@example.org": "ssh-ed25519 AAAAC3Nz… ops@example.org" }
 *
 * @example
 * new ConfigDrive("web", { publicKeys: publicKeysOf(readFileSync("authorized_keys", "utf8")) });
 */
export const publicKeysOf = (text: string): Readonly<Record<string, string>> => {
    const keys = new Map<string, string>();
    const lines = text.split("\n").map((line, index): Line => ({ text: line.trim(), number: index + 1 }));
    for (const line of lines.filter(({ text }) => text !== "" && !text.startsWith("#"))) {
        keys.set(freeName(nameOf(commentOf(line)), keys), line.text);
    }
    if (keys.size === 0) throw new Error("publicKeysOf: the text holds no key");
    return Object.fromEntries(keys);
};
