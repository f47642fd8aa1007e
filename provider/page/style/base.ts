/** The frame of the page: its text, head, navigation and sections. */
export const BASE: string = `
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body {
    margin: 0; background: var(--page); color: var(--text);
    font: 400 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif;
    font-variant-numeric: tabular-nums;
}
code, pre, .value { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .875em; }
code, .value, .remark, dd, td, li { overflow-wrap: anywhere; }
code, .value, h1, .drive-name, .host { unicode-bidi: isolate; }
a { color: var(--accent); text-underline-offset: .2em; text-decoration-thickness: .07em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
main:focus { outline: none; }
.aside { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: 1rem; top: -5rem; z-index: 2; padding: .5rem 1rem; background: var(--surface); border: 1px solid var(--strong-line); border-radius: 4px; }
.skip:focus { top: 1rem; }
.head, .layout, footer { max-width: 78rem; margin-inline: auto; padding-inline: 2rem; }
.head { padding-block: 3rem 1.75rem; }
.head p { margin: 0; }
.kind-of-page, .side { color: var(--muted); font-size: .875rem; }
h1, .drive-name { margin: .1rem 0 0; font-size: 2.1rem; line-height: 1.2; font-weight: 650; letter-spacing: -.018em; overflow-wrap: anywhere; }
.drive-name { font-size: 1.25rem; letter-spacing: -.01em; }
.head .columns { margin-top: 1.25rem; }
.host { font-size: 1.125rem; color: var(--text); overflow-wrap: anywhere; }
.image { display: flex; flex-wrap: wrap; gap: .15rem 1.1rem; margin-top: .5rem !important; color: var(--muted); font-size: .9375rem; }
.state { display: inline-flex; align-items: center; gap: .45rem; margin-top: .9rem !important; padding: .2rem .75rem .2rem .55rem; border-radius: 99px; font-size: .9375rem; font-weight: 550; }
.state .sign { font-weight: 700; }
.state.fine { color: var(--fine); background: var(--fine-back); }
.state.warning, .pill.warning { color: var(--warning); background: var(--warning-back); }
.state.problem, .pill.problem { color: var(--problem); background: var(--problem-back); }
.legend { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 1.25rem !important; font-size: .875rem; }
.layout { display: grid; grid-template-columns: 13.5rem minmax(0, 1fr); gap: 3.5rem; border-top: 1px solid var(--line); }
nav.sections { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto; padding-block: 2rem; }
nav.sections ul { list-style: none; margin: 0 0 1rem; padding: 0; }
nav.sections a { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 .5rem; padding: .32rem .75rem; color: var(--text); text-decoration: none; border-left: 2px solid var(--line); font-size: .9375rem; }
nav.sections a:hover { border-color: var(--accent); color: var(--accent); }
nav.sections a[aria-current] { border-color: var(--accent); color: var(--accent); font-weight: 600; }
nav.sections .amount { color: var(--muted); font-size: .8125rem; font-weight: 400; }
nav.sections .mark, nav.sections .pill { margin-left: auto; }
nav.sections .mark + .pill { margin-left: 0; }
.pill { min-width: 1.4rem; padding: 0 .4rem; border-radius: 99px; text-align: center; font-size: .8125rem; font-weight: 600; }
main { padding-block: 2rem 4rem; }
main > section { padding-bottom: 3.25rem; }
h2 { margin: 0 0 1rem; font-size: 1.4rem; line-height: 1.3; font-weight: 640; letter-spacing: -.012em; }
h2 .amount { margin-left: .35rem; color: var(--muted); font-size: .9375rem; font-weight: 400; letter-spacing: 0; }
h3 { margin: 1.75rem 0 .6rem; font-size: 1rem; font-weight: 620; }
h4 { margin: 0 0 .35rem; font-size: .875rem; font-weight: 600; color: var(--muted); }
.lead, .none, .note, .omitted, .kind { color: var(--muted); }
.note, .omitted { font-size: .875rem; margin: .5rem 0; }
.none, .lead { margin: 0 0 1rem; }
.columns { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1.25rem 2.5rem; }
footer { border-top: 1px solid var(--line); padding-block: 1.5rem 3rem; color: var(--muted); font-size: .875rem; }
@media (max-width: 56rem) {
    .layout { grid-template-columns: minmax(0, 1fr); gap: 0; }
    .head, .layout, footer { padding-inline: 1.1rem; }
    .head { padding-block: 1.75rem 1.25rem; }
    nav.sections { position: static; max-height: none; padding-block: 1rem 0; }
    nav.sections ul { display: flex; flex-wrap: wrap; gap: .3rem .2rem; margin-bottom: .5rem; }
    nav.sections a { padding: .25rem .6rem; border: 1px solid var(--line); border-radius: 99px; }
    nav.sections .amount { display: none; }
    h1 { font-size: 1.6rem; }
}
@media (max-width: 36rem) { .columns { grid-template-columns: minmax(0, 1fr); } }
`;
