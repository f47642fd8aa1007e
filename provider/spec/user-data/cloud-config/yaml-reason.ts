/** What js-yaml's reasons begin with, and our words: its own quote tags, names and the text around. */
const REASONS: readonly (readonly [beginning: RegExp, reason: string])[] = [
    [/^tab characters must not be used/, "is indented with a tab; YAML takes spaces only"],
    [
        /^(bad|deficient) indentation/,
        "is indented differently from the lines that it belongs to, or has a colon too many",
    ],
    [/^can not read a block mapping entry/, "has a line that is neither a key with a colon nor part of a value"],
    [/^expected ':' after/, "has a key without a colon"],
    [/^a whitespace character is expected after the key-value/, "has a colon without a space after it"],
    [/^missed comma/, "has a [list] or {mapping} with a comma missing, or one that isn't closed"],
    [/^expected the node content, but found ','/, "has a [list] or {mapping} with a comma too many"],
    [/^unexpected end of the stream within a flow/, "has a [list] or {mapping} that isn't closed"],
    [/^unexpected end of the (stream|document) within a (single|double) quoted/, "has a quote that isn't closed"],
    [/^(unknown escape|expected hexadecimal)/, "has a backslash in double quotes that stands for nothing"],
    [
        /^(unknown|cannot resolve a node|undeclared tag|tag |duplication of a tag)/,
        "has a tag (!name) that YAML doesn't know",
    ],
    [/^unidentified alias/, "has an alias (*name) of an anchor that isn't there before it"],
    [/^(name of an a|duplication of an anchor|alias node)/, "has a mistaken anchor (&name) or alias (*name)"],
    [/^aliases exceeded/, "has more than 100 aliases"],
    [
        /^(merge keys exceeded|abnormal merge|cannot merge)/,
        "has a merge (<<) of something that is no mapping, or too long",
    ],
    [/^nesting exceeded/, "is nested more than 100 levels deep"],
    [/^the stream contains non-printable/, "has a control character, which YAML doesn't allow"],
    [/^(a line break is expected|repeat of|bad explicit)/, "has a mistaken block header (| or >)"],
    [/^(end of the stream or a document|directive)/, "has something after its end, or a line that begins with %"],
];

/** A reason of js-yaml's in words of ours, which never show the text. */
export const yamlReason = (reason: string): string =>
    REASONS.find(([beginning]) => beginning.test(reason))?.[1] ?? "can't be read as YAML";
