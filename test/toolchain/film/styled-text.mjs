import { Problem } from "../run.mjs";

/**
 * A piece of a line with one style.
 *
 * @typedef {object} Piece
 * @property {string} text
 * @property {boolean} bold
 * @property {number | undefined} colour 0 to 15, as terminals count them
 */

const plain = { bold: false, colour: undefined };

/** One control sequence of a terminal, or text without any. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences are what is looked for
const token = /\x1b\[([0-9;?]*)([A-Za-z])|[^\x1b]+|\x1b/g;

/**
 * The pieces of a line of a terminal's output. Fails on a sequence that does more than style: the film's picture is a
 * page of lines, not a screen.
 *
 * @param {string} line
 * @returns {Piece[]}
 */
export function piecesOf(line) {
    const pieces = [];
    let style = plain;
    for (const [text, codes, command] of line.matchAll(token)) {
        if (!text.startsWith("\x1b")) pieces.push({ ...style, text });
        else if (command === "m") style = styled(style, codes.split(";").map(Number));
        else if (command !== "K") throw new Problem(`The film can't show ${JSON.stringify(text)} in: ${line}`);
    }
    return pieces;
}

/**
 * The rows that a terminal breaks a line into.
 *
 * @param {readonly Piece[]} pieces
 * @param {number} width
 * @returns {Piece[][]}
 */
export function rowsOf(pieces, width) {
    const rows = [[]];
    let left = width;
    for (const piece of pieces) {
        for (let rest = [...piece.text]; rest.length > 0; ) {
            if (left === 0) {
                rows.push([]);
                left = width;
            }
            const part = rest.slice(0, left);
            rows.at(-1)?.push({ ...piece, text: part.join("") });
            rest = rest.slice(part.length);
            left -= part.length;
        }
    }
    return rows;
}

/** A style after a sequence "select graphic rendition" of ECMA-48. */
function styled(style, codes) {
    const [code, ...rest] = codes;
    if (code === undefined) return style;
    if (code === 38 && rest[0] === 5)
        return styled({ ...style, colour: rest[1] < 16 ? rest[1] : undefined }, rest.slice(2));
    return styled(afterCode(style, code), rest);
}

function afterCode(style, code) {
    if (code === 0) return plain;
    if (code === 1) return { ...style, bold: true };
    if (code === 22) return { ...style, bold: false };
    if (code === 39) return { ...style, colour: undefined };
    if (code >= 30 && code <= 37) return { ...style, colour: code - 30 };
    if (code >= 90 && code <= 97) return { ...style, colour: code - 90 + 8 };
    return style;
}
