/** A number with its noun, e.g. `1 file` or `3 files`. */
export const counted = (count: number, noun: string, plural: string = `${noun}s`): string =>
    `${count.toLocaleString("en")} ${count === 1 ? noun : plural}`;

/** A size for people, e.g. `512 bytes` or `1.4 MiB`. */
export const sized = (bytes: number): string => {
    if (bytes < 1024) return counted(bytes, "byte");
    const units = ["KiB", "MiB", "GiB", "TiB"];
    const power = Math.min(units.length, Math.floor(Math.log2(bytes) / 10));
    const amount = bytes / 1024 ** power;
    return `${amount.toFixed(amount < 10 ? 1 : 0)} ${units[power - 1]}`;
};

/** Words as a sentence's list, e.g. `a, b and c`. */
export const listed = (words: readonly string[]): string =>
    words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
