/** Any text as a shell takes it for one word. */
export const shellQuote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The same for people to read: in quotes only where it needs them. */
export const shellWord = (name: string): string => (/^[\w.+:@%/-]+$/.test(name) ? name : shellQuote(name));
