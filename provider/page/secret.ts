import type { SecretView } from "../view/drive-view.ts";
import type { Pair } from "./compare.ts";
import { type Content, html, type Safe } from "./html.ts";
import { clipped } from "./limits.ts";

/** What stands for a secret in a page that must not contain it. */
export const HIDDEN: Safe = html`<span class="hidden">hidden; made without <code>--secrets</code></span>`;

/** Something secret behind a click. It isn't printed. */
export const behindClick = (what: string, content: Content): Safe =>
    html`<details class="secret"><summary>Show ${what}</summary>${content}</details>`;

/** A secret value, if the page has it. */
const secretValue = ({ value }: SecretView, what: string, most: number): Safe =>
    value === undefined ? HIDDEN : behindClick(what, html`<code class="value">${clipped(value, most)}</code>`);

/** A value that can be secret. */
export type Value = string | SecretView;

/** What two values have in common if they are equal. */
export const identityOf = (value: Value): string =>
    typeof value === "string" ? `text ${value}` : `secret ${value.digest}`;

/** A value that can be secret, of one drive or both. Secrets that differ are never beside each other in the clear. */
export const shownValue = ({ shown, before }: Pair<Value>, what: string, most: number): Content => {
    const one = (value: Value, name: string): Safe =>
        typeof value === "string"
            ? html`<span class="value">${clipped(value, most)}</span>`
            : secretValue(value, name, most);
    if (before === undefined) return one(shown, what);
    const isHidden = [before, shown].every((value) => typeof value === "object" && value.value === undefined);
    if (isHidden) return html`<strong>differs</strong>, ${HIDDEN}`;
    return html`<del><span class="aside">before: </span>${one(before, `${what} before`)}</del> <ins><span class="aside">now: </span>${one(shown, `${what} now`)}</ins>`;
};
