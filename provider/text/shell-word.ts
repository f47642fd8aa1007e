/** Quotes any text as one word for a shell. */
export const shellQuote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The same for people to read: quoted only if necessary. */
export const shellWord = (name: string): string => (/^[\w.+:@%/-]+$/.test(name) ? name : shellQuote(name));
