import { fieldOf, isObject, itemsOf } from "../../spec/json.ts";
import { MOST } from "../bounds.ts";
import type { KeyView } from "../drive-view.ts";
import { keysOf } from "../keys.ts";
import { shownUser, userConfigsIn } from "./cloud-config/users.ts";
import { ellipsis } from "./node.ts";
import { USER } from "./shapes.ts";

/** Keys as a document declares them, for one user; undefined for the default user. */
interface DeclaredKeys {
    readonly user: string | undefined;
    readonly keys: unknown;
}

/** Keys of a cloud-config: cc_ssh.py takes a list, `create_user` in distros/__init__.py a text, a list or a mapping. */
export const keysInCloudConfig = (config: unknown): readonly DeclaredKeys[] => [
    { user: undefined, keys: itemsOf(fieldOf(config, "ssh_authorized_keys")) },
    ...userConfigsIn(config).map(({ name, field }) => {
        const keys = field("ssh_authorized_keys");
        // A mapping's own keys can be anything.
        return { user: shownUser(name), keys: isObject(keys) ? Object.values(keys) : keys };
    }),
];

/** Keys of an Ignition config. */
export const keysInIgnition = (config: unknown): readonly DeclaredKeys[] =>
    itemsOf(fieldOf(fieldOf(config, "passwd"), "users")).map((user) => {
        const name = fieldOf(user, "name");
        return {
            user: typeof name === "string" && USER.test(name) ? name : ellipsis(""),
            keys: itemsOf(fieldOf(user, "sshAuthorizedKeys")),
        };
    });

/** Keys that are shown, and how many aren't. */
export interface DeclaredKeyViews {
    readonly items: readonly KeyView[];
    readonly omitted: number;
}

/** The first of some keys. YAML's aliases can make more of them than there are texts, so the rest is only counted. */
const firstOf = ({ user, keys }: DeclaredKeys, most: number, withSecrets: boolean): DeclaredKeyViews => {
    if (most <= 0 && !Array.isArray(keys)) return { items: [], omitted: keys === undefined ? 0 : 1 };
    const views = keysOf(Array.isArray(keys) ? keys.slice(0, most) : keys, withSecrets);
    const items = views.slice(0, most).map((view) => ({ ...view, user }));
    const unread = Math.max(0, itemsOf(keys).length - most);
    return { items, omitted: views.length - items.length + unread };
};

/** Views of the keys that parts declare, with the source of each. */
export const declaredKeys = (
    parts: readonly { readonly source: string; readonly declared: readonly DeclaredKeys[] }[],
    withSecrets: boolean,
): DeclaredKeyViews => {
    const items: KeyView[] = [];
    let omitted = 0;
    for (const { source, declared } of parts) {
        for (const keys of declared) {
            const found = firstOf(keys, MOST.keys - items.length, withSecrets);
            items.push(...found.items.map((view) => ({ ...view, source })));
            omitted += found.omitted;
        }
    }
    return { items, omitted };
};
