import type { RawInputs } from "../../model/inputs.ts";
import { hasUnknown } from "../../model/unknown.ts";
import { hasWindowsScript } from "../intended-guest.ts";
import { fieldOf, itemsOf } from "../json.ts";
import type { Path } from "../path.ts";
import { quote } from "../reason.ts";
import type { Rule } from "../rule.ts";
import { eachLink, linksOf, problem, textIn, textOf } from "./parts.ts";

const isBond = (link: unknown): boolean => textIn(link, "type") === "bond";

/** One entry of a bond's `bond_links`. */
interface Member {
    readonly path: Path;
    readonly bond: number;
    readonly id: string;
}

const membersOf = (inputs: RawInputs): readonly Member[] =>
    linksOf(inputs).flatMap((link, bond) => {
        if (!isBond(link)) return [];
        return itemsOf(fieldOf(link, "bond_links")).flatMap((value, at): readonly Member[] => {
            const id = textOf(value);
            return id === undefined ? [] : [{ path: ["links", bond, "bond_links", at], bond, id }];
        });
    });

const someMember = eachLink("error", ["bond_links"], () => (link) => {
    const members = fieldOf(link, "bond_links");
    const isEmpty = isBond(link) && Array.isArray(members) && members.length === 0;
    return isEmpty ? "is empty; a bond without links never comes up" : undefined;
});

const noBondInBond: Rule = {
    severity: "error",
    find: (inputs) => {
        const bonds = linksOf(inputs).filter(isBond);
        const ids = bonds.map((bond) => textIn(bond, "id"));
        return membersOf(inputs)
            .filter(({ id }) => ids.includes(id))
            .map(({ path, id }) => problem(path, `${quote(id)} is a bond, and guests can't put one bond into another`));
    },
};

const oneBondEach: Rule = {
    severity: "error",
    find: (inputs) => {
        const members = membersOf(inputs);
        return members.flatMap(({ path, id }, at) => {
            const first = members.findIndex((member) => member.id === id);
            const other = members[first];
            if (other === undefined || first === at) return [];
            return [
                problem(
                    path,
                    `${quote(id)} is already in links[${other.bond}].bond_links; list each link once, in one bond`,
                ),
            ];
        });
    },
};

const portablePolicy = eachLink("warning", ["bond_xmit_hash_policy"], () => (link) => {
    if (!isBond(link) || textIn(link, "bond_xmit_hash_policy") !== "vlan+srcmac") return undefined;
    return "netplan, Windows and Talos guests reject vlan+srcmac; all guests support layer2+3";
});

const macOf = (link: unknown): string | undefined => textIn(link, "ethernet_mac_address")?.toLowerCase();

const notForTeam = (inputs: RawInputs, bond: unknown): string | undefined => {
    if (textIn(bond, "bond_mode") === "broadcast") return "has bond_mode broadcast, which Windows teams don't support";
    const members = linksOf(inputs).filter((link) =>
        itemsOf(fieldOf(bond, "bond_links")).includes(fieldOf(link, "id")),
    );
    if (hasUnknown(linksOf(inputs)) || members.map(macOf).includes(macOf(bond) ?? "")) return undefined;
    return "must have the ethernet_mac_address of a member; cloudbase-init on Windows finds the team's first NIC by it";
};

// create_team of cloudbaseinit/utils/windows/netlbfo.py.
const forWindows = eachLink("warning", [], (inputs) => (link) => {
    return isBond(link) && hasWindowsScript(inputs) ? notForTeam(inputs, link) : undefined;
});

/** The rules about bonds. */
export const bondsRules: readonly Rule[] = [someMember, noBondInBond, oneBondEach, portablePolicy, forWindows];
