import type { SecretView } from "../view/drive-view.ts";
import type { Pair } from "./compare.ts";
import { type Content, html, type Safe } from "./html.ts";
import { clipped } from "./limits.ts";
import { beforeAndAfter } from "./marks.ts";

/** What stands for a secret in a page that must not contain it. */
export const HIDDEN: Safe = html`<span class="hidden">hidden; run with <code>--secrets</code> to see it</span>`;

/**
 * Something secret behind a click. It isn't printed.
 *
 * @param of What it is of, for those who can't see what it stands beside.
 */
export const behindClick = (what: string, of: string, content: Content): Safe =>
    html`<details class="secret"><summary>Show ${what}<span class="aside"> of ${of}</span></summary>${content}</details>`;

/** A secret value, if the page has it. */
const secretValue = ({ value }: SecretView, what: string, of: string, most: number): Safe =>
    value === undefined ? HIDDEN : behindClick(what, of, html`<code class="value">${clipped(value, most)}</code>`);

/** A value that can be secret. */
export type Value = string | SecretView;

/** What two values have in common if they are equal. */
export const identityOf = (value: Value): string =>
    typeof value === "string" ? `text ${value}` : `secret ${value.digest}`;

/** A value that can be secret, of one drive or both. Secrets that differ are each behind a click of their own. */
export const shownValue = ({ shown, before }: Pair<Value>, of: string, most: number): Content => {
    const one = (value: Value, what: string): Safe =>
        typeof value === "string"
            ? html`<span class="value">${clipped(value, most)}</span>`
            : secretValue(value, what, of, most);
    if (before === undefined) return one(shown, "the value");
    if (typeof before === "string" && typeof shown === "string") {
        return beforeAndAfter(one(before, ""), one(shown, ""));
    }
    const isHidden = [before, shown].every((value) => typeof value === "object" && value.value === undefined);
    if (isHidden) return html`<strong>differs</strong>, ${HIDDEN}`;
    return html`<strong>differs</strong> ${one(before, "the value before")} ${one(shown, "the value now")}`;
};
