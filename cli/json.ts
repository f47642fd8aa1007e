/** What may come next. */
type State = "value" | "item" | "key" | "member" | "colon" | "in-list" | "in-object" | "end";

/** The tokens that each state allows: brackets and separators as they are, `s` a string, `v` any other scalar. */
const ALLOWED: Readonly<Record<State, string>> = {
    value: "{[sv",
    item: "{[sv]",
    key: "s",
    member: "s}",
    colon: ":",
    "in-list": ",]",
    "in-object": ",}",
    end: "",
};

const SPACE = /[ \t\n\r]*/y;
const PUNCTUATION = /[{}[\]:,]/y;
const STRING = /"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const SCALAR = /true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

const sizeAt = (pattern: RegExp, text: string, offset: number): number => {
    pattern.lastIndex = offset;
    return pattern.exec(text)?.[0].length ?? 0;
};

interface Token {
    readonly kind: string;
    readonly size: number;
}

const tokenAt = (text: string, offset: number): Token | undefined => {
    if (sizeAt(PUNCTUATION, text, offset) === 1) return { kind: text.charAt(offset), size: 1 };
    const string = sizeAt(STRING, text, offset);
    if (string > 0) return { kind: "s", size: string };
    const scalar = sizeAt(SCALAR, text, offset);
    return scalar > 0 ? { kind: "v", size: scalar } : undefined;
};

const OPENED: Readonly<Record<string, State>> = { "{": "member", "[": "item" };
const AFTER_VALUE: Readonly<Record<string, State>> = { "{": "in-object", "[": "in-list" };

/** Follows a token into the next state; `open` holds the brackets that aren't closed yet. */
const follow = (state: State, kind: string, open: string[]): State => {
    const opened = OPENED[kind];
    if (opened !== undefined) {
        open.push(kind);
        return opened;
    }
    if (kind === ",") return open.at(-1) === "{" ? "key" : "value";
    if (kind === ":") return "value";
    if (kind === "s" && ALLOWED[state].startsWith("s")) return "colon";
    if (kind === "}" || kind === "]") open.pop();
    return AFTER_VALUE[open.at(-1) ?? ""] ?? "end";
};

/** Offset of the first character that can't be there; the length of the text where it only ends too early. */
const offsetOfMistake = (text: string): number => {
    const open: string[] = [];
    let state: State = "value";
    let offset = sizeAt(SPACE, text, 0);
    for (let token = tokenAt(text, offset); token !== undefined; token = tokenAt(text, offset)) {
        if (!ALLOWED[state].includes(token.kind)) break;
        state = follow(state, token.kind, open);
        offset += token.size;
        offset += sizeAt(SPACE, text, offset);
    }
    return offset;
};

const placeOf = (text: string, offset: number): string => {
    const lines = text.slice(0, offset).split("\n");
    return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
};

/** A JSON document, or why the bytes are none. */
export type ParsedJson =
    | { readonly ok: true; readonly value: unknown }
    | { readonly ok: false; readonly reason: string };

/** Parses JSON in UTF-8. The reason never quotes the text, as JavaScript's own does: it may hold secrets. */
export const parseJson = (bytes: Uint8Array): ParsedJson => {
    let text: string;
    try {
        text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch (error) {
        if (error instanceof TypeError) return { ok: false, reason: "isn't JSON: it isn't UTF-8" };
        throw error;
    }
    try {
        return { ok: true, value: JSON.parse(text) };
    } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        return { ok: false, reason: `isn't JSON: wrong at ${placeOf(text, offsetOfMistake(text))}` };
    }
};
