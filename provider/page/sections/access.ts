import type { KeyView } from "../../view/drive-view.ts";
import { differs, type Identity } from "../compare.ts";
import { type Drives, pairs } from "../drives.ts";
import { html } from "../html.ts";
import { clipped } from "../limits.ts";
import { property } from "../marks.ts";
import { NAMES, nameList } from "../name-list.ts";
import { noneOf } from "../none.ts";
import type { Section } from "../section.ts";
import { tableMarkup } from "../table.ts";
import { counted } from "../words.ts";

const KEYS: Identity<KeyView> = {
    key: ({ name }) => name,
    content: ({ type, fingerprint, comment }) => JSON.stringify([type, fingerprint ?? "", comment]),
};

/** Who can log in: keys and users. */
export const accessSection = (drives: Drives): Section => {
    const { rows: most, characters } = drives.limits;
    const keys = pairs(drives, ({ guest }) => guest.keys, KEYS);
    const users = pairs(drives, ({ guest }) => guest.users, NAMES);
    const rows = keys.map((pair) => ({
        mark: pair.mark,
        cells: [
            clipped(pair.shown.name, characters),
            property(pair, ({ type }) => html`<code>${clipped(type, characters)}</code>`),
            property(pair, ({ fingerprint }) =>
                fingerprint === undefined
                    ? html`<em>not readable as a key</em>`
                    : html`<code class="digest">${clipped(fingerprint, characters)}</code>`,
            ),
            property(pair, ({ comment }) => clipped(comment, characters)),
        ],
    }));
    const columns = ["Key", "Type", "Fingerprint", "Comment"];
    return {
        id: "access",
        title: "Access",
        amount: keys.length > 0 ? counted(keys.length, "key") : "",
        body: [
            keys.length === 0
                ? noneOf(drives, ["access"], { none: "No public keys.", what: "the public keys" })
                : tableMarkup({ caption: "Public keys", columns, rows, noun: "key", most }),
            users.length > 0 && html`<h3>Users created by the user data</h3>${nameList(users, "user", drives.limits)}`,
        ],
        differences: [...keys, ...users].filter(differs).length,
        topics: ["access"],
    };
};
