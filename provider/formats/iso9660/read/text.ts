const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** UTF-8, or Latin-1 if it isn't UTF-8: every byte string decodes to a text. */
export const decodeText = (bytes: Uint8Array): string => {
    try {
        return strictUtf8.decode(bytes);
    } catch (cause) {
        if (!(cause instanceof TypeError)) throw cause;
        return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
    }
};

/** Joliet's texts, the most significant byte first; halves of surrogate pairs become U+FFFD. */
export const decodeUcs2 = (bytes: Uint8Array): string => {
    let text = "";
    for (let index = 0; index + 1 < bytes.length; index += 2) {
        text += String.fromCharCode(((bytes[index] ?? 0) << 8) | (bytes[index + 1] ?? 0));
    }
    return text.replace(/\p{Surrogate}/gu, "\ufffd");
};
