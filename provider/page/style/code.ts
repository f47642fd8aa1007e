/** The colours of texts, by the classes of highlight.js. */
export const CODE: string = `
.hljs-attr, .hljs-attribute, .hljs-property, .hljs-section, .hljs-name, .hljs-tag { color: var(--code-key); }
.hljs-string, .hljs-regexp, .hljs-addition { color: var(--code-string); }
.hljs-number, .hljs-literal, .hljs-symbol, .hljs-bullet { color: var(--code-number); }
.hljs-keyword, .hljs-built_in, .hljs-type, .hljs-title, .hljs-variable, .hljs-template-variable { color: var(--code-word); }
.hljs-comment, .hljs-meta, .hljs-quote { color: var(--code-comment); }
.hljs-keyword, .hljs-section { font-weight: 600; }
.hljs-emphasis { font-style: italic; }
.hljs-strong { font-weight: 600; }
`;
