import { Comment, type CommentDisplayPart } from "typedoc";

/** A value of JavaScript's at the beginning of a default. */
const VALUE = /^("[^"]*"|true|false|null|\{\}|\[\]|\d+(?=$|,)|\{.*\})(?=$|[ ,:.])/;

/** The text of a part of a comment. Comments name guides by their files. */
const textOf = (parts: readonly CommentDisplayPart[]): string =>
    Comment.combineDisplayParts([...parts])
        .trim()
        .replaceAll(/\bdocs\/([\w-]+)\.md\b/g, "[docs/$1.md](/$1)");

const blocksOf = (comment: Comment, tag: `@${string}`): readonly string[] =>
    comment.blockTags.filter((block) => block.tag === tag).map(({ content }) => textOf(content));

/** The default that a comment states, with the value in it as code. */
export const defaultOf = (comment: Comment | undefined): string | undefined => {
    const [text] = comment === undefined ? [] : blocksOf(comment, "@default");
    // TypeDoc makes a block of code of a value.
    const plain = text?.replace(/^```ts\n([\s\S]*?)\n```$/, "$1").replaceAll(/\s*\n\s*/g, " ");
    return plain?.replace(VALUE, (value) => `\`${value}\``);
};

/** The examples of a comment as blocks of code. */
export const examplesOf = (comment: Comment | undefined): readonly string[] =>
    comment === undefined
        ? []
        : blocksOf(comment, "@example").map((text) => (text.startsWith("```") ? text : `\`\`\`ts\n${text}\n\`\`\``));

/** What a comment says first. */
export const summaryOf = (comment: Comment | undefined): string =>
    comment === undefined ? "" : textOf(comment.summary);

/** What a function throws. */
export const failuresOf = (comment: Comment | undefined): readonly string[] =>
    comment === undefined ? [] : blocksOf(comment, "@throws");
