/** The character that ends a text; a text can't contain it. */
export const END = "\0";

const BREAKS = ["\r", "\n", "\u0085", "\u2028", "\u2029"];

/** Where a line ends. */
export const LINE_END: ReadonlySet<string> = new Set([END, ...BREAKS]);

/** Where a word ends. */
export const WORD_END: ReadonlySet<string> = new Set([" ", "\t", ...LINE_END]);

/** PyYAML's NON_PRINTABLE in yaml/reader.py. */
export const NOT_PRINTABLE: RegExp = /[^\t\n\r\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** Whether a document marker, `---` or `...`, is next: then no scalar continues. */
export const isMarker = (next: string, after: string): boolean =>
    (next === "---" || next === "...") && WORD_END.has(after);
