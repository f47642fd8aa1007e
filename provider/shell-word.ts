/** A name as a shell takes it for one word: in quotes where it needs them. */
export const shellWord = (name: string): string =>
    /^[\w.+:@%/-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
