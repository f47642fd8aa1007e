import type { RawInputs } from "../../model/inputs.ts";
import { UNKNOWN } from "../../model/problem.ts";
import { fieldOf, itemsOf } from "../json.ts";
import { quote } from "../reason.ts";
import type { Rule } from "../rule.ts";
import { hasWindowsScript } from "../windows.ts";
import { isPhysical, linksOf, problem, repeated, textIn, textOf } from "./parts.ts";

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

const linkWith = (inputs: RawInputs, id: string | undefined): unknown =>
    id === undefined ? undefined : linksOf(inputs).find((link) => textIn(link, "id") === id);

const below = (inputs: RawInputs, vlan: unknown): unknown => linkWith(inputs, textIn(vlan, "vlan_link"));

const standsOnItself = (inputs: RawInputs, link: unknown): boolean =>
    allBelow(inputs, link).has(textIn(link, "id") ?? "");

/** Whether a link is a NIC, or may be one, whose interface is named as the link is. */
const isNamedAsItsId = (link: unknown): boolean => {
    const name = fieldOf(link, "name");
    return isPhysical(link) !== false && (name === UNKNOWN || (name !== undefined && name === fieldOf(link, "id")));
};

// cloud-init takes the id of what the lower VLAN stands on for the name of an interface: convert_net_json in
// cloudinit/sources/helpers/openstack.py.
const findableBase: Rule = {
    severity: "error",
    find: (inputs) =>
        linksOf(inputs).flatMap((link, index) => {
            const base = below(inputs, link);
            if (!isVlan(link) || !isVlan(base) || standsOnItself(inputs, link)) return [];
            const lowest = below(inputs, base);
            if (lowest === undefined || isNamedAsItsId(lowest)) return [];
            const reason = `${quote(textIn(base, "id") ?? "")} is a VLAN itself: guests find it only on a NIC whose name is its id`;
            return [problem(["links", index, "vlan_link"], reason)];
        }),
};

/** IFNAMSIZ in Linux's include/uapi/linux/if.h, without the NUL. */
const LONGEST_NAME = 15;

/** The name of a link's interface, where the document says it: that of a VLAN is made of what it stands on and its id. */
const interfaceName = (inputs: RawInputs, link: unknown): string | undefined => {
    if (!isVlan(link)) return textIn(link, "name");
    const [base, tag] = [below(inputs, link), fieldOf(link, "vlan_id")];
    if (base === undefined || typeof tag !== "number" || standsOnItself(inputs, link)) return undefined;
    const name = interfaceName(inputs, base);
    return name === undefined ? undefined : `${name}.${tag}`;
};

const shortName: Rule = {
    severity: "error",
    find: (inputs) =>
        linksOf(inputs).flatMap((link, index) => {
            const name = isVlan(link) ? interfaceName(inputs, link) : undefined;
            if (name === undefined || name.length <= LONGEST_NAME) return [];
            const reason = `would be named ${quote(name)}, and Linux takes ${LONGEST_NAME} characters; shorten the name below`;
            return [problem(["links", index, "vlan_id"], reason)];
        }),
};

// It looks for the bond's team by name, finds none, and goes no further: networkconfig.py in cloudbaseinit/plugins/common.
const onTeam: Rule = {
    severity: "warning",
    find: (inputs) =>
        linksOf(inputs).flatMap((link, index) => {
            if (!hasWindowsScript(inputs) || !isVlan(link) || isPhysical(below(inputs, link)) !== true) return [];
            const reason =
                "is a NIC: cloudbase-init on Windows makes VLANs on bonds only, and here sets up no network at all";
            return [problem(["links", index, "vlan_link"], reason)];
        }),
};

/** The rules about VLANs. */
export const vlansRules: readonly Rule[] = [notOnItself, uniqueTags, findableBase, shortName, onTeam];
