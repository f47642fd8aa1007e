import { entriesOf, fieldOf, isObject, itemsOf, scalarText } from "../../../spec/json.ts";
import { ellipsis } from "../node.ts";
import { USER } from "../shapes.ts";

/** `is_true` in cloudinit/util.py. */
const isTrue = (value: unknown): boolean =>
    value === true || ["true", "1", "on", "yes"].includes(scalarText(value).toLowerCase().trim());

const namesIn = (text: string): readonly string[] =>
    text
        .trim()
        .split(",")
        .filter((name) => name !== "");

const ofDictionary = (users: unknown): readonly unknown[] =>
    entriesOf(users).flatMap(([name, value]) => (isObject(value) || isTrue(value) ? [name] : []));

const ofItem = (item: unknown): readonly unknown[] => {
    if (typeof item === "string") return namesIn(item);
    if (Array.isArray(item)) return item;
    return isObject(item) ? [fieldOf(item, "name") ?? DEFAULT] : [];
};

const ofUsers = (users: unknown): readonly unknown[] => {
    if (typeof users === "string") return namesIn(users);
    return isObject(users) ? ofDictionary(users) : itemsOf(users).flatMap(ofItem);
};

/** What cloud-init calls the user that the image defines. */
const DEFAULT = "default";

/** The name that `user` gives to the default user; undefined if there is none. */
const defaultOf = (user: unknown): string | undefined => {
    if (typeof user === "string" && user !== "") return user;
    const name = fieldOf(user, "name");
    return typeof name === "string" && name !== "" ? name : undefined;
};

/**
 * The names of the users that a cloud-config creates; undefined for each that can't be shown. `default` is the user that
 * the image defines: `normalize_users_groups` in cloudinit/distros/ug_util.py.
 */
export const usersIn = (config: unknown): readonly (string | undefined)[] => {
    const user = fieldOf(config, "user");
    const own = defaultOf(user);
    const isGiven = own !== undefined || entriesOf(user).length > 0;
    const users = fieldOf(config, "users");
    // A dictionary can say that the default user isn't created.
    const isAdded = isGiven && fieldOf(users, DEFAULT) === undefined;
    const names = [...ofUsers(users), ...(isAdded ? [DEFAULT] : [])];
    const renamed = names.map((name) => (name === DEFAULT && own !== undefined ? own : name));
    return [...new Set(renamed)].map((name) => (typeof name === "string" && USER.test(name) ? name : undefined));
};

/** What a cloud-config says of a user. */
export interface UserConfig {
    /** As it can be shown; `default` is the user that the image defines. */
    readonly name: string;
    /** A value by its key, which can be written with dashes. */
    readonly field: (key: string) => unknown;
}

const configsOf = (user: unknown, users: unknown): readonly (readonly [name: unknown, config: unknown])[] => [
    ...(isObject(user) ? [[DEFAULT, user] as const] : []),
    ...entriesOf(users).filter(([, config]) => isObject(config)),
    ...itemsOf(users)
        .filter(isObject)
        .map((config) => [fieldOf(config, "name") ?? DEFAULT, config] as const),
];

/** What a cloud-config says of each user, in its order. */
export const userConfigsIn = (config: unknown): readonly UserConfig[] => {
    const user = fieldOf(config, "user");
    const own = defaultOf(user);
    return configsOf(user, fieldOf(config, "users")).map(([declared, fields]) => {
        const name = declared === DEFAULT && own !== undefined ? own : declared;
        return {
            name: typeof name === "string" && USER.test(name) ? name : ellipsis(""),
            field: (key) => fieldOf(fields, key) ?? fieldOf(fields, key.replaceAll("_", "-")),
        };
    });
};

/** The name of a user for people. */
export const shownUser = (name: string): string => (name === DEFAULT ? "default user" : name);
