import fc from "fast-check";

/** What YAML gives a meaning to, and what people mistype. */
const SNIPPETS: readonly string[] = [
    ..."[]{},:?-&*!|>'\"%@`#=~<\\.\t \n\r_+0123456789xeTZ",
    ...[
        ": ",
        "- ",
        "? ",
        " #",
        "\n\n",
        "\n\t",
        "\n ",
        "\n  ",
        "\r\n",
        "---\n",
        "...\n",
        "&a ",
        "*a",
        "<<: *a\n",
        "<<: {a: b}",
    ],
    ...[
        "!!str ",
        "!!int ",
        "!!float ",
        "!!bool ",
        "!!null ",
        "!!binary ",
        "!!timestamp ",
        "!!set ",
        "!!omap ",
        "!!pairs ",
    ],
    ...[
        "!!seq ",
        "!!map ",
        "! ",
        "!a ",
        "!<tag:yaml.org,2002:str> ",
        "!!merge <<",
        "%YAML 1.1\n---\n",
        "%TAG ! tag:x,y:\n---\n",
    ],
    ...[
        "|\n",
        ">\n",
        "|-\n ",
        ">+\n ",
        "|2\n",
        "''",
        '""',
        '"\\x41"',
        '"\\u00e9"',
        '"\\',
        "yes",
        "No",
        "on",
        "off",
        "null",
    ],
    ...[
        "2024-02-29",
        "2024-02-30",
        "2001-12-14t21:59:43.10-05:00",
        "0644",
        "0o17",
        "0x1F",
        "0b11",
        "1_0",
        "1:30",
        "1:30.5",
    ],
    ...[
        ".inf",
        "-.INF",
        ".nan",
        "1e3",
        "1.0e+3",
        "12345678901234567890",
        "\u0085",
        "\u2028",
        "\ufeff",
        "é",
        "🙂",
        "\u0007",
    ],
    ...["[::1]", "{a: b}", "[a, b]", "{{ v1.x }}", "a:b", "a: b: c", "key", "\n- x", "\n  y: z"],
];

type Edit = (text: string, at: number, snippet: string) => string;

const lineAt = (lines: readonly string[], at: number): number => Math.floor(at * lines.length);

const EDITS: readonly Edit[] = [
    (text, at, snippet) => text.slice(0, at * text.length) + snippet + text.slice(at * text.length),
    (text, at, snippet) => text.slice(0, at * text.length) + snippet + text.slice(at * text.length + 1),
    (text, at) => text.slice(0, at * text.length) + text.slice(at * text.length + 1),
    (text, at) => text.slice(0, at * text.length),
    (text, at) =>
        text
            .split("\n")
            .toSpliced(lineAt(text.split("\n"), at), 1)
            .join("\n"),
    (text, at) => {
        const lines = text.split("\n");
        const line = lineAt(lines, at);
        return lines.toSpliced(line, 0, lines[line] ?? "").join("\n");
    },
    (text, at) => {
        const lines = text.split("\n");
        const line = lineAt(lines, at);
        return lines.with(line, (lines[line] ?? "").replace(/^ {1,2}/, "")).join("\n");
    },
    (text, at) => {
        const lines = text.split("\n");
        return lines.with(lineAt(lines, at), ` ${lines[lineAt(lines, at)] ?? ""}`).join("\n");
    },
];

/** Half of a surrogate pair isn't UTF-8, so no text on a drive has one. */
const isText = (text: string): boolean => !/\p{Surrogate}/u.test(text);

/** Texts with one to four edits each; the same for equal seeds. */
export const textMutants = (texts: readonly string[], count: number, seed: number): readonly string[] => {
    const edit = fc.tuple(
        fc.constantFrom(...EDITS),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.constantFrom(...SNIPPETS),
    );
    const mutant = fc
        .tuple(fc.constantFrom(...texts), fc.array(edit, { minLength: 1, maxLength: 4 }))
        .map(([text, edits]) => edits.reduce((edited, [apply, at, snippet]) => apply(edited, at, snippet), text))
        .filter(isText);
    return fc.sample(mutant, { numRuns: count, seed });
};
