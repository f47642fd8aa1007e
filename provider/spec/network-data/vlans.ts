import { fieldOf, itemsOf } from "../json.ts";
import { quote } from "../reason.ts";
import type { RawInputs, Rule } from "../rule.ts";
import { linksOf, problem, repeated, textIn, textOf } from "./parts.ts";

const isVlan = (link: unknown): boolean => textIn(link, "type") === "vlan";

/** The ids of the links that a link stands on. */
const baseOf = (link: unknown): readonly string[] => {
    if (isVlan(link)) return [textIn(link, "vlan_link") ?? []].flat();
    if (textIn(link, "type") !== "bond") return [];
    return itemsOf(fieldOf(link, "bond_links")).flatMap((id) => textOf(id) ?? []);
};

/** The ids of all links below a link, each once. */
const allBelow = (inputs: RawInputs, link: unknown): ReadonlySet<string> => {
    const below = new Set<string>();
    const waiting = [...baseOf(link)];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
        if (below.has(id)) continue;
        below.add(id);
        for (const other of linksOf(inputs)) if (textIn(other, "id") === id) waiting.push(...baseOf(other));
    }
    return below;
};

const notOnItself: Rule = {
    severity: "error",
    find: (inputs) =>
        linksOf(inputs).flatMap((link, index) => {
            const id = textIn(link, "id");
            if (!isVlan(link) || id === undefined || !allBelow(inputs, link).has(id)) return [];
            return [
                problem(["links", index, "vlan_link"], `leads back to ${quote(id)} itself; name the link below it`),
            ];
        }),
};

const uniqueTags: Rule = {
    severity: "error",
    find: (inputs) => {
        const tags = linksOf(inputs).map((link) => {
            const [base, tag] = [textIn(link, "vlan_link"), fieldOf(link, "vlan_id")];
            return isVlan(link) && base !== undefined && typeof tag === "number" ? `${tag} ${base}` : undefined;
        });
        return repeated(tags).map(({ at, first }) =>
            problem(
                ["links", at, "vlan_id"],
                `is the VLAN of links[${first}] too, on the same link; guests make it once`,
            ),
        );
    },
};

/** The rules about VLANs. */
export const vlansRules: readonly Rule[] = [notOnItself, uniqueTags];
