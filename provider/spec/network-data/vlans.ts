import type { RawInputs } from "../../model/inputs.ts";
import { UNKNOWN } from "../../model/unknown.ts";
import { hasWindowsScript } from "../intended-guest.ts";
import { fieldOf, itemsOf } from "../json.ts";
import { quote } from "../reason.ts";
import type { Rule } from "../rule.ts";
import { eachLink, isPhysical, linksOf, textIn, textOf, uniqueOnLinks } from "./parts.ts";

const isVlan = (link: unknown): boolean => textIn(link, "type") === "vlan";

/** The ids of the links directly below a link. */
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

const notOnItself = eachLink("error", ["vlan_link"], (inputs) => (link) => {
    const id = textIn(link, "id");
    if (!isVlan(link) || id === undefined || !allBelow(inputs, link).has(id)) return undefined;
    return `leads back to ${quote(id)} itself; set vlan_link to the NIC or bond that this VLAN runs on`;
});

const uniqueTags = uniqueOnLinks(
    "vlan_id",
    (link) => {
        const [base, tag] = [textIn(link, "vlan_link"), fieldOf(link, "vlan_id")];
        return isVlan(link) && base !== undefined && typeof tag === "number" ? `${tag} ${base}` : undefined;
    },
    (first) => `is already used by ${first} on the same link; guests create each VLAN only once`,
);

const linkWith = (inputs: RawInputs, id: string | undefined): unknown =>
    id === undefined ? undefined : linksOf(inputs).find((link) => textIn(link, "id") === id);

const below = (inputs: RawInputs, vlan: unknown): unknown => linkWith(inputs, textIn(vlan, "vlan_link"));

const isCircular = (inputs: RawInputs, link: unknown): boolean => allBelow(inputs, link).has(textIn(link, "id") ?? "");

/** Whether a link is, or can be, a NIC whose interface name equals its id. */
const isNamedAsItsId = (link: unknown): boolean => {
    const name = fieldOf(link, "name");
    return isPhysical(link) !== false && (name === UNKNOWN || (name !== undefined && name === fieldOf(link, "id")));
};

// cloud-init uses the id of the link below the lower VLAN as the name of an interface: convert_net_json in
// cloudinit/sources/helpers/openstack.py.
const findableBase = eachLink("error", ["vlan_link"], (inputs) => (link) => {
    const base = below(inputs, link);
    if (!isVlan(link) || !isVlan(base) || isCircular(inputs, link)) return undefined;
    const lowest = below(inputs, base);
    if (lowest === undefined || isNamedAsItsId(lowest)) return undefined;
    return `${quote(textIn(base, "id") ?? "")} is itself a VLAN, and guests find it only if it is on a NIC whose name and id are equal; set that NIC's name to its id, or set vlan_link to the NIC or bond`;
});

/** IFNAMSIZ in Linux's include/uapi/linux/if.h, without the NUL. */
const LONGEST_NAME = 15;

/** The name of a link's interface, if the document defines it: for a VLAN, that of the link below plus the VLAN ID. */
const interfaceName = (inputs: RawInputs, link: unknown): string | undefined => {
    if (!isVlan(link)) return textIn(link, "name");
    const [base, tag] = [below(inputs, link), fieldOf(link, "vlan_id")];
    if (base === undefined || typeof tag !== "number" || isCircular(inputs, link)) return undefined;
    const name = interfaceName(inputs, base);
    return name === undefined ? undefined : `${name}.${tag}`;
};

const shortName = eachLink("error", ["vlan_id"], (inputs) => (link) => {
    const name = isVlan(link) ? interfaceName(inputs, link) : undefined;
    if (name === undefined || name.length <= LONGEST_NAME) return undefined;
    return `would get the interface name ${quote(name)}, but Linux allows ${LONGEST_NAME} characters; shorten the name of the link below it`;
});

// It searches for the bond's team by name, finds none and stops: networkconfig.py in cloudbaseinit/plugins/common.
const onTeam = eachLink("warning", ["vlan_link"], (inputs) => (link) => {
    if (!hasWindowsScript(inputs) || !isVlan(link) || isPhysical(below(inputs, link)) !== true) return undefined;
    return "is a NIC; cloudbase-init on Windows only creates VLANs on bonds and would set up no network at all";
});

/** The rules about VLANs. */
export const vlansRules: readonly Rule[] = [notOnItself, uniqueTags, findableBase, shortName, onTeam];
