/** The same text for errors that differ only in names and numbers. */
export const kindOf = (text: string): string =>
    text
        .replaceAll(/'[^']*'|"[^"]*"|\/\S+/g, "…")
        .replaceAll(/\b(0x)?[0-9a-f]*\d[0-9a-f]*\b/g, "N")
        .replaceAll(/\b[hsv]d[a-z]{1,2}\b/g, "TARGET")
        .replaceAll(/\s+/g, " ")
        .trim()
        .slice(0, 200);
