import { isObject } from "../../spec/json.ts";
import { pythonType } from "../../spec/user-data/cloud-config/pyyaml/python-value.ts";
import { counted, hidden, type OutlineNode, shown } from "./node.ts";

/** What of a value can be shown. All else is hidden, except for `true`, `false` and `null`. */
export interface Allowed {
    /** A text or a number as it is shown; undefined if it has to be hidden. */
    readonly show?: (value: string | number) => string | number | undefined;
    /** Instead of the value: what is known of it. */
    readonly note?: (value: unknown, parent: unknown) => string;
    /** What the items of a list can show. */
    readonly item?: Allowed;
    /** What the values of these keys can show. */
    readonly keys?: Readonly<Record<string, Allowed>>;
    /** Keys that users choose, and what their values can show. */
    readonly names?: { readonly pattern: RegExp; readonly allowed: Allowed };
}

/** Shows texts and numbers of a form. */
export const matching = (pattern: RegExp): Allowed => ({
    show: (value) => (pattern.test(String(value)) ? value : undefined),
});

/** The same for a list of them too. */
export const oneOrMore = (pattern: RegExp): Allowed => ({ ...matching(pattern), item: matching(pattern) });

/** Hides a list, and says how long it is. */
export const counting = (noun: string): Allowed => ({
    note: (value) => (Array.isArray(value) ? counted(value.length, noun) : ""),
});

/** Longer lists and mappings are cut. */
const MOST = 100;

/** Makes an outline of a document. */
export class Outliner {
    readonly #known: (key: string) => boolean;

    /**
     * @param known Whether a key is a word of the format. Any other can be a secret.
     */
    public constructor(known: (key: string) => boolean) {
        this.#known = known;
    }

    public outline(value: unknown, allowed: Allowed, parent?: unknown): OutlineNode {
        if (typeof value === "boolean" || value === null) return shown(value);
        if (allowed.note !== undefined) return hidden(allowed.note(value, parent));
        if (typeof value === "string" || typeof value === "number") {
            const text = allowed.show?.(value);
            return text === undefined ? hidden() : shown(text);
        }
        if (Array.isArray(value)) return this.#list(value, allowed);
        return isObject(value) && pythonType(value) === undefined ? this.#map(value, allowed) : hidden();
    }

    #list(list: readonly unknown[], { item = {} }: Allowed): OutlineNode {
        const items = list.slice(0, MOST).map((each) => this.outline(each, item, list));
        if (items.every(({ kind }) => kind === "hidden")) return hidden(counted(list.length, "item"));
        const more = list.length - items.length;
        return { kind: "list", items: more === 0 ? items : [...items, hidden(`${more} more`)] };
    }

    #map(map: Readonly<Record<string, unknown>>, allowed: Allowed): OutlineNode {
        const all = Object.entries(map).map(([key, value]) => ({ key, value, inner: this.#allowedAt(key, allowed) }));
        const entries = all.flatMap(({ key, value, inner }) =>
            inner === undefined ? [] : [[key, this.outline(value, inner, map)] as const],
        );
        const taken = entries.slice(0, MOST);
        const more = all.length - taken.length;
        const rest: typeof taken = more === 0 ? [] : [["…", hidden(`${more} other ${more === 1 ? "key" : "keys"}`)]];
        return { kind: "map", entries: [...taken, ...rest] };
    }

    /** What the value of a key can show; undefined if not even the key can be shown. */
    #allowedAt(key: string, { keys = {}, names }: Allowed): Allowed | undefined {
        const word = key.replaceAll("-", "_");
        if (Object.hasOwn(keys, word)) return keys[word];
        if (names?.pattern.test(key)) return names.allowed;
        return this.#known(key) ? {} : undefined;
    }
}
