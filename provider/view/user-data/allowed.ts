import { isObject, scalarText } from "../../spec/json.ts";
import { pythonType } from "../../spec/user-data/cloud-config/pyyaml/python-value.ts";
import { counted, hidden, type OutlineNode, shown } from "./node.ts";

/** The parts of a value that can be shown. All else is hidden, except for `true`, `false` and `null`. */
export interface Allowed {
    /** A text or a number as it is shown; undefined if it has to be hidden. */
    readonly show?: (value: string | number) => string | number | undefined;
    /** Instead of the value: what is known of it. */
    readonly note?: (value: unknown, parent: unknown) => string;
    /** What the items of a list can show. */
    readonly item?: Allowed;
    /** What the items of a list of a fixed order can show; these come before `item`. */
    readonly at?: readonly Allowed[];
    /** What the values of these keys can show. */
    readonly keys?: Readonly<Record<string, Allowed>>;
    /** Keys that users choose, and what their values can show. */
    readonly names?: { readonly pattern: RegExp; readonly allowed: Allowed };
}

/** Shows texts and numbers of a form. */
export const matching = (pattern: RegExp): Allowed => ({
    show: (value) => (pattern.test(scalarText(value)) ? value : undefined),
});

/** The same for a list of them too. */
export const oneOrMore = (pattern: RegExp): Allowed => ({ ...matching(pattern), item: matching(pattern) });

/** Hides a list, and says how long it is. */
export const counting = (noun: string): Allowed => ({
    note: (value) => (Array.isArray(value) ? counted(value.length, noun) : ""),
});

/** Longer lists and mappings are cut. */
const MOST = 100;

/** Deeper values are hidden. */
const MAX_DEPTH = 64;

/** Values in all. Later ones are hidden. */
const MAX_VALUES = 20_000;

/** Where a value is. */
interface Place {
    readonly depth: number;
    readonly parent: unknown;
}

/** Makes an outline of a document. */
export class Outliner {
    readonly #known: (key: string) => boolean;
    #values = 0;

    /**
     * @param known Whether a key is a word of the format. Any other can be a secret.
     */
    public constructor(known: (key: string) => boolean) {
        this.#known = known;
    }

    public outline(value: unknown, allowed: Allowed): OutlineNode {
        return this.#node(value, allowed, { depth: 0, parent: undefined });
    }

    #node(value: unknown, allowed: Allowed, place: Place): OutlineNode {
        this.#values += 1;
        if (typeof value === "boolean" || value === null) return shown(value);
        if (allowed.note !== undefined) return hidden(allowed.note(value, place.parent));
        if (typeof value === "string" || typeof value === "number") {
            const text = allowed.show?.(value);
            return text === undefined ? hidden() : shown(text);
        }
        if (place.depth > MAX_DEPTH || this.#values > MAX_VALUES) return hidden();
        const inside = { depth: place.depth + 1, parent: value };
        if (Array.isArray(value)) return this.#list(value, allowed, inside);
        return isObject(value) && pythonType(value) === undefined ? this.#map(value, allowed, inside) : hidden();
    }

    #list(list: readonly unknown[], { item = {}, at = [] }: Allowed, place: Place): OutlineNode {
        const items = list.slice(0, MOST).map((each, index) => this.#node(each, at[index] ?? item, place));
        if (items.every(({ kind }) => kind === "hidden")) return hidden(counted(list.length, "item"));
        const more = list.length - items.length;
        return { kind: "list", items: more === 0 ? items : [...items, hidden(`${more} more`)] };
    }

    #map(map: Readonly<Record<string, unknown>>, allowed: Allowed, place: Place): OutlineNode {
        const keys = Object.keys(map);
        const entries = keys
            .flatMap((key) => {
                const inner = this.#allowedAt(key, allowed);
                return inner === undefined ? [] : [{ key, inner }];
            })
            .slice(0, MOST)
            .map(({ key, inner }) => [key, this.#node(map[key], inner, place)] as const);
        const more = keys.length - entries.length;
        const rest: typeof entries = more === 0 ? [] : [["…", hidden(`${more} other ${more === 1 ? "key" : "keys"}`)]];
        return { kind: "map", entries: [...entries, ...rest] };
    }

    /** What the value of a key can show; undefined if not even the key can be shown. */
    #allowedAt(key: string, { keys = {}, names }: Allowed): Allowed | undefined {
        const word = key.replaceAll("-", "_");
        if (Object.hasOwn(keys, word)) return keys[word];
        if (names?.pattern.test(key)) return names.allowed;
        return this.#known(key) ? {} : undefined;
    }
}
