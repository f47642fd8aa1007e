const byte = /^[0-9a-f]{2}$/;
const repeated = /^([0-9a-f]{2})\*([0-9]+)$/;

const bytesOf = (word: string): readonly number[] => {
    if (byte.test(word)) return [Number.parseInt(word, 16)];
    const [, value, count] = repeated.exec(word) ?? [];
    if (value === undefined || count === undefined) throw new TypeError(`neither a byte nor repeated bytes: ${word}`);
    return Array.from({ length: Number(count) }, () => Number.parseInt(value, 16));
};

/** Bytes written as hexadecimal words, e.g. `20*32` for 32 spaces; everything after `//` on a line is a comment. */
export const annotated = (text: string): Uint8Array => {
    const words = text.split("\n").flatMap((line) => (line.split("//")[0] ?? "").split(/\s+/).filter(Boolean));
    return Uint8Array.from(words.flatMap(bytesOf));
};

/** Bytes as lines of 16, so that a difference shows where it is. */
export const dump = (bytes: Uint8Array): string => {
    const lines: string[] = [];
    for (let offset = 0; offset < bytes.length; offset += 16) {
        const line = Array.from(bytes.subarray(offset, offset + 16), (value) => value.toString(16).padStart(2, "0"));
        lines.push(`${offset.toString(16).padStart(4, "0")}: ${line.join(" ")}`);
    }
    return lines.join("\n");
};
