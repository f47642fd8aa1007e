import type language from "./language.d.ts";

/** What the page uses of highlight.js. Its own types would let all code take a browser's globals for Node's. */
declare const highlighter: {
    registerLanguage(name: string, definition: typeof language): void;
    highlight(
        code: string,
        options: { readonly language: string; readonly ignoreIllegals: boolean },
    ): {
        /** Markup: escaped text in `span` elements with classes. */
        readonly value: string;
    };
};
export = highlighter;
