/** What sections are made of: facts, tables, texts, lists that open. */
export const PARTS: string = `
.facts { margin: 0; }
.fact { display: grid; grid-template-columns: minmax(9rem, 15rem) minmax(0, 1fr); gap: .1rem 1.5rem; padding: .5rem 0; border-bottom: 1px solid var(--line); }
.fact:first-child { border-top: 1px solid var(--line); }
.fact dt { color: var(--muted); }
.fact dt .path { display: block; font-size: .8125rem; }
.fact dd { margin: 0; }
/* What is only read aloud is placed in them, not beside them. */
.scroll, .code { position: relative; }
.scroll { --back: var(--page); overflow-x: auto; background:
    linear-gradient(to right, var(--back) 40%, transparent) left / 2.5rem 100% no-repeat local,
    linear-gradient(to left, var(--back) 40%, transparent) right / 2.5rem 100% no-repeat local,
    linear-gradient(to right, var(--strong-line), transparent) left / .9rem 100% no-repeat scroll,
    linear-gradient(to left, var(--strong-line), transparent) right / .9rem 100% no-repeat scroll, var(--back); }
td .word { white-space: nowrap; }
table { width: 100%; border-collapse: collapse; font-size: .9rem; }
td code, th code { font-size: .94em; }
.table { margin-top: 1.25rem; }
.table h3 { display: inline; margin: 0 .35rem 0 0; }
.table .scroll { margin-top: .5rem; }
th, td { padding: .5rem 1.25rem .5rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
thead th { color: var(--muted); font-size: .8125rem; font-weight: 500; padding-block: .25rem; border-bottom-color: var(--strong-line); white-space: nowrap; }
tbody th { font-weight: 500; min-width: 7rem; }
td:last-child { padding-right: 0; }
td code, th code { display: inline-block; max-width: 26rem; overflow-wrap: break-word; }
td { min-width: 4.5rem; }
.names { display: flex; flex-wrap: wrap; gap: .4rem; list-style: none; margin: 0; padding: 0; }
.names li { padding: .1rem .6rem; background: var(--sunken); border-radius: 4px; }
.code { margin: .5rem 0; padding: .9rem 1.1rem; max-height: 32rem; overflow: auto; background: var(--sunken); border-radius: 6px; line-height: 1.5; tab-size: 4; }
.code code { font-size: .84rem; overflow-wrap: normal; unicode-bidi: plaintext; }
.part { padding-bottom: .5rem; }
.part h3 { display: flex; flex-wrap: wrap; align-items: baseline; gap: .2rem .7rem; margin-top: 1.25rem; }
.part:first-of-type h3 { margin-top: 0; }
.place, .size, .count { color: var(--muted); font-weight: 400; font-size: .875rem; }
.failure, .obstacle { color: var(--problem); }
summary { cursor: pointer; border-radius: 3px; }
summary::marker { color: var(--muted); }
.secret > summary, .unchanged > summary { display: inline-block; margin: .25rem 0; padding: .15rem .7rem; border: 1px solid var(--strong-line); border-radius: 4px; font-size: .875rem; }
.secret > summary:hover, .tool:hover, .copy:hover { border-color: var(--accent); color: var(--accent); }
.unchanged { color: var(--muted); }
.hidden { color: var(--muted); font-size: .9375rem; }
.tool, .copy { font: inherit; font-size: .875rem; color: var(--text); background: transparent; border: 1px solid var(--strong-line); border-radius: 4px; padding: .15rem .7rem; cursor: pointer; }
.around { position: relative; }
.copy { background: var(--surface); font-size: .8125rem; }
.around .copy { position: absolute; z-index: 1; top: .55rem; right: .6rem; }
dd .copy { margin: 0 0 0 .4rem; padding-block: 0; }
.badge { padding: .05rem .6rem; border-radius: 99px; background: var(--fine-back); color: var(--fine); font-size: .8125rem; font-weight: 550; }
.callouts, .findings { list-style: none; margin: 0 0 1.25rem; padding: 0; }
.callout { margin-bottom: .5rem; padding: .6rem .9rem; border-left: 3px solid; border-radius: 0 6px 6px 0; }
.callout.problem { border-color: var(--problem); background: var(--problem-back); }
.callout.warning { border-color: var(--warning); background: var(--warning-back); }
.callout:target { outline: 2px solid var(--accent); outline-offset: 2px; }
.severity { font-size: .875rem; font-weight: 620; }
.problem > .severity { color: var(--problem); }
.warning > .severity { color: var(--warning); }
.findings li { display: grid; grid-template-columns: 5rem minmax(0, 1fr) auto; gap: .1rem 1rem; padding: .6rem 0; border-bottom: 1px solid var(--line); }
.findings li:first-child { border-top: 1px solid var(--line); }
.findings a { white-space: nowrap; }
.tree, .tree ul { list-style: none; margin: 0; padding: 0; }
.tree ul { padding-left: 1.25rem; margin-left: .3rem; border-left: 1px solid var(--line); }
.tree summary { padding: .2rem 0; }
.tree .folder > summary code { font-weight: 600; }
.equal, .shared > summary { color: var(--muted); font-size: .875rem; }
.equal { padding: .2rem 0 .2rem 1.05rem; }
.equal code { font-size: .94em; }
.equal:has(details) { padding: 0; }
.tree .equal .names, .shared ul { padding: .25rem 0 .5rem 1.1rem; margin: 0; border: 0; }
.leaf { display: grid; grid-template-columns: minmax(0, 1fr) 6rem 19ch; gap: 0 1rem; align-items: baseline; padding: .2rem 0; }
.leaf .size { text-align: right; }
.leaf .digest { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; color: var(--muted); }
.leaf .digest:hover { overflow: visible; white-space: normal; overflow-wrap: anywhere; }
.leaf .hidden { font-size: .8125rem; }
.shared { grid-column: 1 / -1; }
.reader { padding: .6rem 0; border-bottom: 1px solid var(--line); }
.reader h3 { display: inline; margin: 0 .5rem 0 0; }
.reader .verdict { color: var(--muted); font-size: .9375rem; }
.reader .columns { padding: .75rem 0 .5rem 1.1rem; }
.uses ul { margin: 0; padding: 0; list-style: none; }
.uses li { padding: .1rem 0; }
.remark { color: var(--muted); font-size: .875rem; }
.reader .verdict .obstacle { color: var(--muted); }
@media (max-width: 36rem) {
    .fact, .findings li { grid-template-columns: minmax(0, 1fr); }
    .leaf { grid-template-columns: minmax(0, 1fr) auto; }
    .leaf .sum { grid-column: 1 / -1; }
    .tree ul { padding-left: .8rem; }
}
`;
