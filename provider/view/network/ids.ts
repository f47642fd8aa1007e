import { textIn } from "../../spec/network-data/parts.ts";
import { shortText } from "./bounds.ts";

/** An id like the wanted one that is none of those used; uses it. */
const unused = (wanted: string, used: Set<string>): string => {
    let id = wanted;
    while (used.has(id)) id += "'";
    used.add(id);
    return id;
};

/**
 * A unique id for each item: its own, or one by its index if that is missing or an earlier item's.
 *
 * @param list The name of the list that the items are in.
 */
export const uniqueIds = (items: readonly unknown[], list: string): readonly string[] => {
    const used = new Set<string>();
    const declared = items.map((item) => {
        const id = shortText(textIn(item, "id") ?? "");
        return id === "" || used.has(id) ? undefined : unused(id, used);
    });
    return declared.map((id, index) => id ?? unused(`${list}[${index}]`, used));
};
