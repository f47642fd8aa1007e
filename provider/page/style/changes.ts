/** What differs between two drives: by a sign, a line and a colour, since some see no colours. */
export const CHANGES: string = `
ins, del { border-radius: 3px; padding: 0 .15em; box-decoration-break: clone; -webkit-box-decoration-break: clone; }
ins { color: var(--added); background: var(--added-back); text-decoration: none; border-bottom: 1px solid currentColor; }
del { color: var(--removed); background: var(--removed-back); text-decoration: line-through; }
ins code, del code, ins .value, del .value, ins .hidden, del .hidden { color: inherit; }
.mark { padding: 0 .45rem; border-radius: 4px; font-size: .8125rem; font-weight: 600; white-space: nowrap; }
.mark-added { color: var(--added); background: var(--added-back); }
.mark-removed { color: var(--removed); background: var(--removed-back); }
.mark-changed { color: var(--changed); background: var(--changed-back); }
.is-same { color: var(--muted); }
.is-removed > th > code, .is-removed > code, .is-removed > .name > code { text-decoration: line-through; }
.diff .line { display: block; border: 0; padding: 0; border-radius: 0; text-decoration: none; }
.diff .sign { display: inline-block; width: 1.6em; user-select: none; }
.diff .hunk { color: var(--muted); font-size: .8125rem; padding-block: .2rem; }
.diff code { display: block; width: max-content; min-width: 100%; }
.leaf .sum del, .leaf .sum ins { display: block; }
`;
