import { fieldOf, itemsOf } from "../../spec/json.ts";
import { textIn } from "../../spec/network-data/parts.ts";
import { withoutCircles } from "./acyclic.ts";
import { shortText } from "./bounds.ts";
import { uniqueIds } from "./ids.ts";
import type { LinkView } from "./network-view.ts";

/** The links of a view, and how other parts of `network_data.json` refer to them. */
export interface Links {
    readonly links: readonly LinkView[];
    /** The id in the view of each id on the drive. */
    readonly ids: ReadonlyMap<string, string>;
}

const kindOf = (link: unknown): LinkView["kind"] => {
    const type = textIn(link, "type");
    return type === "bond" || type === "vlan" ? type : "nic";
};

/** A number, which some programs write as text. */
const numberIn = (link: unknown, key: string): number | undefined => {
    const value = fieldOf(link, key);
    const number = typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : value;
    return typeof number === "number" && Number.isSafeInteger(number) ? number : undefined;
};

const macOf = (link: unknown): string => {
    const own = textIn(link, "ethernet_mac_address");
    return shortText((kindOf(link) === "vlan" ? (textIn(link, "vlan_mac_address") ?? own) : own) ?? "");
};

const labelled = (label: string, value: string | number | undefined): readonly string[] =>
    value === undefined || value === "" ? [] : [`${label}${value}`];

const remarksOf = (link: unknown): readonly string[] => {
    const name = textIn(link, "name");
    const own = {
        nic: () => [],
        bond: () => [
            ...labelled("", textIn(link, "bond_mode")),
            ...labelled("", textIn(link, "bond_xmit_hash_policy")),
            ...labelled("miimon ", numberIn(link, "bond_miimon")),
        ],
        vlan: () => labelled("VLAN ", numberIn(link, "vlan_id")),
    } as const satisfies Record<LinkView["kind"], () => readonly string[]>;
    const named = name === textIn(link, "id") ? undefined : name;
    return [...own[kindOf(link)](), ...labelled("named ", named)].map(shortText);
};

/** The ids on the drive that a link refers to. */
const referencesOf = (link: unknown): readonly unknown[] => {
    const kind = kindOf(link);
    if (kind === "nic") return [];
    return kind === "vlan" ? [fieldOf(link, "vlan_link")] : itemsOf(fieldOf(link, "bond_links"));
};

/** The links below one, each once and only those that exist. */
const belowOf = (link: unknown, ids: Links["ids"]): readonly string[] => {
    const found = referencesOf(link).flatMap((id) => (typeof id === "string" ? (ids.get(id) ?? []) : []));
    return [...new Set(found)];
};

/** The view of links. No link is below itself, not even through others. */
export const linkViewsOf = (links: readonly unknown[]): Links => {
    const own = uniqueIds(links, "links");
    const ids = new Map<string, string>();
    for (const [index, link] of links.entries()) {
        const id = textIn(link, "id") ?? "";
        // Of several links with the same id, other parts refer to the first.
        if (id !== "" && !ids.has(id)) ids.set(id, own[index] ?? "");
    }
    const views = links.map(
        (link, index): LinkView => ({
            id: own[index] ?? "",
            kind: kindOf(link),
            type: shortText(textIn(link, "type") ?? ""),
            mac: macOf(link),
            mtu: numberIn(link, "mtu"),
            below: belowOf(link, ids),
            remarks: remarksOf(link),
        }),
    );
    const below = withoutCircles(new Map(views.map((view) => [view.id, view.below])));
    return { links: views.map((view) => ({ ...view, below: below.get(view.id) ?? [] })), ids };
};
