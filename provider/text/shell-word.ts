/** Quotes any text as one word for a shell. */
export const shellQuote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The same for people to read: quoted only if necessary. */
export const shellWord = (name: string): string => (/^[\w.+:@%/-]+$/.test(name) ? name : shellQuote(name));

/** A virsh command for people to copy. Without `-c`, virsh asks another daemon than the URI's, e.g. the user's own. */
export const virsh = (uri: string, ...words: readonly string[]): string =>
    ["virsh", "-c", uri, ...words].map(shellWord).join(" ");
