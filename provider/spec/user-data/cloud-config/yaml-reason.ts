/** js-yaml's reasons by how they start, with ours: js-yaml quotes tags, names and the surrounding text. */
const REASONS: readonly (readonly [beginning: RegExp, reason: string])[] = [
    [/^tab characters must not be used/, "is indented with a tab where YAML requires spaces"],
    [/^(bad|deficient) indentation/, "has inconsistent indentation or an extra colon"],
    [/^can not read a block mapping entry/, "has a line that is neither a key with a colon nor part of a value"],
    [/^expected ':' after/, "has a key without a colon"],
    [/^a whitespace character is expected after the key-value/, "has a colon without a space after it"],
    [/^missed comma/, "has a [list] or {mapping} that is missing a comma or isn't closed"],
    [/^expected the node content, but found ','/, "has a [list] or {mapping} with an extra comma"],
    [/^unexpected end of the stream within a flow/, "has a [list] or {mapping} that isn't closed"],
    [/^unexpected end of the (stream|document) within a (single|double) quoted/, "has a quote that isn't closed"],
    [/^(unknown escape|expected hexadecimal)/, "has an invalid backslash escape in double quotes"],
    [
        /^(unknown|cannot resolve a node|undeclared tag|tag |duplication of a tag)/,
        "has a tag (!name) that YAML doesn't define",
    ],
    [/^unidentified alias/, "has an alias (*name) without an earlier anchor (&name)"],
    [/^(name of an a|duplication of an anchor|alias node)/, "has an invalid anchor (&name) or alias (*name)"],
    [/^aliases exceeded/, "has more than 100 aliases"],
    [/^(merge keys exceeded|abnormal merge|cannot merge)/, "has a merge (<<) that is too long or isn't of a mapping"],
    [/^nesting exceeded/, "is nested more than 100 levels deep"],
    [/^the stream contains non-printable/, "contains a control character, which YAML doesn't allow"],
    [/^(a line break is expected|repeat of|bad explicit)/, "has an invalid block header (| or >)"],
    [/^(end of the stream or a document|directive)/, "has content after its end, or a line that starts with %"],
];

/** Rewords a reason of js-yaml so that it never shows the text. */
export const yamlReason = (reason: string): string =>
    REASONS.find(([beginning]) => beginning.test(reason))?.[1] ?? "isn't valid YAML";
