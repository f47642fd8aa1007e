/** A language of highlight.js. */
declare const language: (highlighter: object) => object;
export = language;
