/**
 * Parses JSON that is all ASCII, as Python writes it. In Node 24 `JSON.parse` mistakes a key that starts with an escape
 * for `\` if an object of that shape once had that key (https://github.com/nodejs/node/issues/63785). So escapes of
 * characters beyond ASCII are replaced first. `isReadable` finds the keys that stay at risk.
 */
export const parseAsciiJson = (text: string) =>
    JSON.parse(
        text.replace(/\\(?:u([0-9a-f]{4})|.)/g, (whole, hex: string | undefined) => {
            const unit = Number.parseInt(hex ?? "", 16);
            return unit > 0x7f ? String.fromCharCode(unit) : whole;
        }),
    );

/** Whether no key of a value starts with an escape in JSON: a quote, a backslash or a control character. */
export const isReadable = (value: unknown): boolean => !/[{,]"\\/.test(JSON.stringify(value));
