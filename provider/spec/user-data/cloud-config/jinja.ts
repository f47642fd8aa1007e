/** An expression or a statement of jinja, and the line where it starts. */
export interface Expression {
    readonly code: string;
    readonly line: number;
}

/** What jinja finds in a text. */
export interface Template {
    readonly expressions: readonly Expression[];
    /** The line of an opening without its end: jinja rejects the text. */
    readonly unclosed: number | undefined;
}

const OPENING = /\{[{%#]/g;

/** What ends each opening, or is a string in front of the end. Comments have no strings. */
const CLOSINGS: Readonly<Record<string, RegExp>> = {
    "{{": /'[^']*'|"[^"]*"|\}\}/g,
    "{%": /'[^']*'|"[^"]*"|%\}/g,
    "{#": /#\}/g,
};

const RAW = /^[-+]?\s*raw\s*[-+]?$/;

const END_OF_RAW = /\{%[-+]?\s*endraw\s*[-+]?%\}/g;

/** Where the next match ends; undefined if there is none. */
const endOfNext = (pattern: RegExp, text: string, from: number): number | undefined => {
    pattern.lastIndex = from;
    return pattern.exec(text) === null ? undefined : pattern.lastIndex;
};

/** Counts lines; each call continues where the last one stopped. */
const lineCounter = (text: string): ((index: number) => number) => {
    let line = 1;
    let counted = 0;
    return (index) => {
        line += text.slice(counted, index).split(/\r\n|\r|\n/).length - 1;
        counted = index;
        return line;
    };
};

/** Where a statement ends, which for `raw` is after `endraw`; undefined if it has no end. */
const endOf = (text: string, opening: string, from: number): number | undefined => {
    const closing = CLOSINGS[opening] ?? OPENING;
    let end = endOfNext(closing, text, from);
    while (end !== undefined && !text.startsWith("}", end - 1)) end = endOfNext(closing, text, end);
    if (end === undefined || opening !== "{%" || !RAW.test(text.slice(from, end - 2))) return end;
    return endOfNext(END_OF_RAW, text, end);
};

/** Finds the expressions and statements in a text, in one pass; comments and raw blocks have none. */
export const readTemplate = (text: string): Template => {
    const expressions: Expression[] = [];
    const lineAt = lineCounter(text);
    let at = endOfNext(OPENING, text, 0);
    while (at !== undefined) {
        const opening = text.slice(at - 2, at);
        const line = lineAt(at - 2);
        const end = endOf(text, opening, at);
        if (end === undefined) return { expressions, unclosed: line };
        const code = text.slice(at, end - 2);
        // A raw block ends with a statement of its own.
        if (opening !== "{#" && !code.includes("{%")) expressions.push({ code, line });
        at = endOfNext(OPENING, text, end);
    }
    return { expressions, unclosed: undefined };
};
