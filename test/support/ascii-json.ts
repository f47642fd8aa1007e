/**
 * Parses JSON that is all ASCII, as Python writes it. In Node 24 `JSON.parse` takes a key that begins with an escape for
 * `\` wherever an object of that shape once had that key (https://github.com/nodejs/node/issues/63785), so characters
 * beyond ASCII become themselves first. What stays at risk, `isReadable` tells.
 */
export const parseAsciiJson = (text: string) =>
    JSON.parse(
        text.replace(/\\(?:u([0-9a-f]{4})|.)/g, (whole, hex: string | undefined) => {
            const unit = Number.parseInt(hex ?? "", 16);
            return unit > 0x7f ? String.fromCharCode(unit) : whole;
        }),
    );

/** Whether none of a value's keys begins with an escape in JSON: a quote, a backslash or a control character. */
export const isReadable = (value: unknown): boolean => !/[{,]"\\/.test(JSON.stringify(value));
