import { type JSONVisitor, printParseErrorCode, visit } from "jsonc-parser";

/** jsonc-parser recurses, JSON.parse doesn't: a document can be nested deeper than the stack reaches. */
const MAX_DEPTH = 1000;

/** By jsonc-parser's names; InvalidSymbol is what it has no other name for. */
const MISTAKES: Readonly<Record<string, string>> = {
    PropertyNameExpected: "expected a key in double quotes",
    ValueExpected: "expected a value",
    ColonExpected: "expected a colon",
    CommaExpected: "expected a comma",
    CloseBraceExpected: "expected a closing brace",
    CloseBracketExpected: "expected a closing bracket",
    EndOfFileExpected: "expected the end of the document",
    InvalidCommentToken: "unexpected comment",
    UnexpectedEndOfString: "unterminated string",
    UnexpectedEndOfNumber: "incomplete number",
    InvalidUnicode: "invalid \\u escape in the string",
    InvalidEscapeCharacter: "invalid escape in the string",
    InvalidCharacter: "unescaped control character in the string",
    InvalidSymbol: "unexpected text",
};

/** Ends jsonc-parser's walk, which would otherwise recover and go on. */
class Mistake extends Error {
    /** Line and column count from 0. */
    public constructor(what: string, line: number, column: number, more = "") {
        super(`${what} at line ${line + 1}, column ${column + 1}${more}`);
    }
}

/** The first mistake in a text that JSON.parse refuses. */
const mistakeIn = (text: string): string => {
    let depth = 0;
    const enter = (_offset: number, _length: number, line: number, column: number): void => {
        depth += 1;
        if (depth > MAX_DEPTH) {
            const what = `it is nested more than ${MAX_DEPTH} levels deep`;
            throw new Mistake(what, line, column, ", and the mistake is somewhere after that");
        }
    };
    const leave = (): void => {
        depth -= 1;
    };
    const visitor: JSONVisitor = {
        onObjectBegin: enter,
        onObjectEnd: leave,
        onArrayBegin: enter,
        onArrayEnd: leave,
        onError: (code, _offset, _length, line, column) => {
            throw new Mistake(MISTAKES[printParseErrorCode(code)] ?? "mistake", line, column);
        },
    };
    try {
        visit(text, visitor, { disallowComments: true });
    } catch (error) {
        if (error instanceof Mistake) return error.message;
        throw error;
    }
    // Not known to happen: without comments both accept the same language.
    return "mistake at an unknown place";
};

/** A JSON document, or why the bytes are none. */
export type ParsedJson =
    | { readonly ok: true; readonly value: unknown }
    | { readonly ok: false; readonly reason: string };

const strictUtf8 = new TextDecoder("utf-8", { fatal: true });

/** The text in bytes; undefined if they aren't UTF-8. */
export const decodeUtf8 = (bytes: Uint8Array): string | undefined => {
    try {
        return strictUtf8.decode(bytes);
    } catch (error) {
        if (error instanceof TypeError) return undefined;
        throw error;
    }
};

/** Parses JSON in UTF-8. The reason never quotes the text, as JavaScript's own does: it may hold secrets. */
export const parseJson = (bytes: Uint8Array): ParsedJson => {
    const text = decodeUtf8(bytes);
    if (text === undefined) return { ok: false, reason: "isn't JSON: it isn't UTF-8" };
    try {
        return { ok: true, value: JSON.parse(text) };
    } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        return { ok: false, reason: `isn't JSON: ${mistakeIn(text)}` };
    }
};
