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

/** The links of a document by their ids, so that rules about each link don't search all of them. */
class LinkStack {
    readonly #byId = new Map<string, unknown[]>();
    readonly #circular = new Map<string, boolean>();

    public constructor(inputs: RawInputs) {
        for (const link of linksOf(inputs)) {
            const id = textIn(link, "id");
            if (id === undefined) continue;
            const same = this.#byId.get(id);
            if (same === undefined) this.#byId.set(id, [link]);
            else same.push(link);
        }
    }

    /** The link that a VLAN is on. */
    public below(vlan: unknown): unknown {
        return this.#byId.get(textIn(vlan, "vlan_link") ?? "")?.[0];
    }

    /** Whether a link is somewhere below itself. */
    public isCircular(link: unknown): boolean {
        const id = textIn(link, "id");
        if (id === undefined) return false;
        const isCircular = this.#circular.get(id) ?? this.#reaches(id, baseOf(link));
        this.#circular.set(id, isCircular);
        return isCircular;
    }

    #reaches(wanted: string, start: readonly string[]): boolean {
        const seen = new Set<string>();
        const waiting = [...start];
        for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
            if (id === wanted) return true;
            if (seen.has(id)) continue;
            seen.add(id);
            for (const link of this.#byId.get(id) ?? []) for (const below of baseOf(link)) waiting.push(below);
        }
        return false;
    }
}

const notOnItself = eachLink("error", ["vlan_link"], (inputs) => {
    const stack = new LinkStack(inputs);
    return (link) => {
        if (!isVlan(link) || !stack.isCircular(link)) return undefined;
        const id = quote(textIn(link, "id") ?? "");
        return `leads back to ${id} itself; set vlan_link to the NIC or bond that this VLAN runs on`;
    };
});

const uniqueTags = uniqueOnLinks(
    "vlan_id",
    (link) => {
        const [base, tag] = [textIn(link, "vlan_link"), fieldOf(link, "vlan_id")];
        return isVlan(link) && base !== undefined && typeof tag === "number" ? `${tag} ${base}` : undefined;
    },
    (first) => `is already used by ${first} on the same link; guests create each VLAN only once`,
);

/** Whether a link is, or can be, a NIC whose interface name equals its id. */
const isNamedAsItsId = (link: unknown): boolean => {
    const name = fieldOf(link, "name");
    return isPhysical(link) !== false && (name === UNKNOWN || (name !== undefined && name === fieldOf(link, "id")));
};

// cloud-init uses the id of the link below the lower VLAN as the name of an interface: convert_net_json in
// cloudinit/sources/helpers/openstack.py.
const findableBase = eachLink("error", ["vlan_link"], (inputs) => {
    const stack = new LinkStack(inputs);
    return (link) => {
        const base = stack.below(link);
        if (!isVlan(link) || !isVlan(base) || stack.isCircular(link)) return undefined;
        const lowest = stack.below(base);
        if (lowest === undefined || isNamedAsItsId(lowest)) return undefined;
        return `${quote(textIn(base, "id") ?? "")} is itself a VLAN, and guests find it only if it is on a NIC whose name and id are equal; set that NIC's name to its id, or set vlan_link to the NIC or bond`;
    };
});

/** IFNAMSIZ in Linux's include/uapi/linux/if.h, without the NUL. */
const LONGEST_NAME = 15;

/** The name of a link's interface, if the document defines it: for a VLAN, that of the link below plus the VLAN ID. */
const interfaceName = (stack: LinkStack, link: unknown): string | undefined => {
    if (isVlan(link) && stack.isCircular(link)) return undefined;
    const tags: number[] = [];
    let lowest = link;
    while (isVlan(lowest)) {
        const tag = fieldOf(lowest, "vlan_id");
        if (typeof tag !== "number") return undefined;
        tags.unshift(tag);
        lowest = stack.below(lowest);
        // The name is already too long, and a circle further down never ends.
        if (tags.length > LONGEST_NAME) break;
    }
    const name = textIn(lowest, "name");
    return name === undefined ? undefined : [name, ...tags].join(".");
};

const shortName = eachLink("error", ["vlan_id"], (inputs) => {
    const stack = new LinkStack(inputs);
    return (link) => {
        const name = isVlan(link) ? interfaceName(stack, link) : undefined;
        if (name === undefined || name.length <= LONGEST_NAME) return undefined;
        return `would get the interface name ${quote(name)}, but Linux allows ${LONGEST_NAME} characters; shorten the name of the link below it`;
    };
});

// It searches for the bond's team by name, finds none and stops: networkconfig.py in cloudbaseinit/plugins/common.
const onTeam = eachLink("warning", ["vlan_link"], (inputs) => {
    const [stack, isForWindows] = [new LinkStack(inputs), hasWindowsScript(inputs)];
    return (link) => {
        if (!isForWindows || !isVlan(link) || isPhysical(stack.below(link)) !== true) return undefined;
        return "is a NIC; cloudbase-init on Windows only creates VLANs on bonds and would set up no network at all";
    };
});

/** The rules about VLANs. */
export const vlansRules: readonly Rule[] = [notOnItself, uniqueTags, findableBase, shortName, onTeam];
