import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Languages whose blocks must be files of the examples, or parts of them, with the files that they can be from. */
const LANGUAGES: ReadonlyMap<string, string> = new Map([
    ["ts", "ts"],
    ["python", "py"],
    ["go", "go"],
    ["yaml", "{yaml,yml}"],
    ["java", "java"],
    ["csharp", "cs"],
    ["json", "json"],
]);

/** A fenced block of a page. */
export interface Block {
    readonly language: string;
    readonly text: string;
    /** The line of the page that opens it. */
    readonly line: number;
}

/** The fenced blocks of a page, without the indentation that a list gives them. */
export const blocksIn = (page: string): readonly Block[] =>
    [...page.matchAll(/^( *)```(\S*)\n([\s\S]*?)^ *```$/gm)].map(
        ({ 1: indent = "", 2: language = "", 3: text = "", index }) => ({
            language,
            text: text.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
            line: page.slice(0, index).split("\n").length,
        }),
    );

/** A page without its fenced blocks. */
export const withoutBlocks = (page: string): string => page.replaceAll(/^( *)```[\s\S]*?^ *```$/gm, "");

/** Without the indentation that all lines share. */
export const dedent = (text: string): string => {
    const indents = [...text.matchAll(/^[ \t]*(?=\S)/gm)].map(([indent]) => indent.length);
    return text.replaceAll(new RegExp(`^[ \\t]{${Math.min(...indents)}}`, "gm"), "");
};

/** What stands between the lines `#region` and `#endregion` of a program, in any language. */
export const regionsIn = (program: string): readonly string[] =>
    [...program.matchAll(/^[ \t]*(?:\/\/|#) #region .*\n([\s\S]*?)^[ \t]*(?:\/\/|#) #endregion$/gm)].map(
        ([, part = ""]) => dedent(part),
    );

/** A program without the lines that mark its regions, as a reader wants to see it. */
export const withoutMarks = (program: string): string =>
    program.replaceAll(/^[ \t]*(?:\/\/|#) #(?:region .*|endregion)\n/gm, "");

/** What pages may quote of the examples, by language: whole files and their regions. */
export type Quotable = ReadonlyMap<string, ReadonlySet<string>>;

/** Reads what pages may quote. */
export const readQuotable = (root: string): Quotable =>
    new Map(
        [...LANGUAGES].map(([language, extension]) => {
            const files = globSync(`examples/**/*.${extension}`, {
                cwd: root,
                exclude: ["**/node_modules", "**/sdks"],
            });
            const texts = files.map((file) => readFileSync(join(root, file), "utf8"));
            return [
                language,
                new Set(texts.flatMap((text) => [text, withoutMarks(text), ...regionsIn(text)])),
            ] as const;
        }),
    );

/** Blocks of a page in a program's language that are no file of the examples and no part of one. */
export const foreignBlocks = (page: string, quotable: Quotable): readonly Block[] =>
    blocksIn(page).filter(({ language, text }) => quotable.get(language)?.has(text) === false);
