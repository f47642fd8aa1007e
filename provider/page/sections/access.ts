import type { KeyView, LoginView } from "../../view/drive-view.ts";
import { differs, type Identity, type Pair } from "../compare.ts";
import { type Drives, pairs } from "../drives.ts";
import { type Content, html, type Safe } from "../html.ts";
import { clipped } from "../limits.ts";
import { property } from "../marks.ts";
import { NAMES, nameList } from "../name-list.ts";
import { noneOf } from "../none.ts";
import { behindClick, identityOf, shownValue } from "../secret.ts";
import type { Section } from "../section.ts";
import { tableMarkup } from "../table.ts";
import { unreadNote } from "../unread-note.ts";
import { counted } from "../words.ts";

const KEYS: Identity<KeyView> = {
    key: ({ name, user, source }) => JSON.stringify([name, user ?? "", source ?? ""]),
    content: ({ type, fingerprint, comment, options }) =>
        JSON.stringify([type, fingerprint ?? "", identityOf(comment), options?.digest ?? ""]),
};

const commentMarkup = ({ mark, shown, before }: Pair<KeyView>, most: number): Content => {
    const { comment, name } = shown;
    const isSame = before === undefined || identityOf(before.comment) === identityOf(comment);
    const pair = { mark, shown: comment, before: isSame ? undefined : before.comment };
    return shownValue(pair, `the comment of ${name}`, most);
};

/** The names of a key's options; all of them, if the page may have them, behind a click. */
const optionsMarkup = ({ name, options }: KeyView, most: number): Content => {
    if (options === undefined) return "none";
    const { names, value } = options;
    return [
        names.length === 0 ? "of unknown names" : html`<code>${clipped(names.join(", "), most)}</code>`,
        value !== undefined && [
            " ",
            behindClick("all of it", name, html`<code class="value">${clipped(value, most)}</code>`),
        ],
    ];
};

/** Their names can be the same. */
const hasOtherOptions = ({ shown, before }: Pair<KeyView>): boolean =>
    before?.options !== undefined &&
    shown.options !== undefined &&
    before.options.digest !== shown.options.digest &&
    before.options.names.join() === shown.options.names.join();

const LOGINS: Identity<LoginView> = {
    key: ({ setting, user, source }) => JSON.stringify([setting, user ?? "", source]),
    content: ({ value }) => value,
};

const SETTINGS: Readonly<Record<LoginView["setting"], string>> = {
    ssh_pwauth: "Login with a password over SSH",
    disable_root: "No SSH login as root",
    lock_passwd: "Password locked",
};

const loginTable = (drives: Drives, logins: readonly Pair<LoginView>[]): Safe => {
    const { rows: most, characters } = drives.limits;
    const rows = logins.map((pair) => ({
        mark: pair.mark,
        cells: [
            html`${SETTINGS[pair.shown.setting]} <code class="path">${pair.shown.setting}</code>`,
            clipped(pair.shown.user ?? "all users", characters),
            property(pair, ({ value }) => html`<code>${clipped(value, characters)}</code>`),
            clipped(pair.shown.source, characters),
        ],
    }));
    const columns = ["Setting", "User", "Value", "Declared by"];
    return tableMarkup({ caption: "Login settings", columns, rows, noun: "setting", most });
};

const keyTable = (drives: Drives, keys: readonly Pair<KeyView>[]): Safe => {
    const { rows: most, characters } = drives.limits;
    const hasOptions = keys.some(({ shown, before }) => (shown.options ?? before?.options) !== undefined);
    const hasSources = keys.some(({ shown }) => shown.source !== undefined);
    const rows = keys.map((pair) => ({
        mark: pair.mark,
        cells: [
            clipped(pair.shown.name, characters),
            ...(hasSources
                ? [
                      clipped(pair.shown.user ?? "default user", characters),
                      clipped(pair.shown.source ?? "public keys", characters),
                  ]
                : []),
            property(pair, ({ type }) => html`<code>${clipped(type, characters)}</code>`),
            property(pair, ({ fingerprint }) =>
                fingerprint === undefined
                    ? html`<em>not readable as a key</em>`
                    : html`<code class="digest">${clipped(fingerprint, characters)}</code>`,
            ),
            commentMarkup(pair, characters),
            ...(hasOptions
                ? [
                      [
                          property(pair, (key) => optionsMarkup(key, characters)),
                          hasOtherOptions(pair) && html` <strong>values differ</strong>`,
                      ],
                  ]
                : []),
        ],
    }));
    const columns = [
        "Key",
        ...(hasSources ? ["User", "Declared by"] : []),
        ...["Type", "Fingerprint", "Comment"],
        ...(hasOptions ? ["Options"] : []),
    ];
    return tableMarkup({ caption: "Public keys", columns, rows, noun: "key", most });
};

/** Who can log in: keys, users, and what is set for them. */
export const accessSection = (drives: Drives): Section => {
    const keys = pairs(drives, ({ guest }) => guest.keys, KEYS);
    const logins = pairs(drives, ({ guest }) => guest.logins ?? [], LOGINS);
    const users = pairs(drives, ({ guest }) => guest.users, NAMES);
    return {
        id: "access",
        title: "Access",
        amount: keys.length > 0 ? counted(keys.length, "key") : "",
        body: [
            keys.length === 0
                ? noneOf(drives, ["access"], { none: "No public keys.", what: "the public keys" })
                : keyTable(drives, keys),
            logins.length > 0 && html`<h3>Login settings</h3>${loginTable(drives, logins)}`,
            users.length > 0 && html`<h3>Users</h3>${nameList(users, "user", drives.limits)}`,
            unreadNote(drives),
        ],
        differences: [...keys, ...logins, ...users].filter(differs).length,
        topics: ["access"],
    };
};
