import type { RawInputs } from "../../model/inputs.ts";
import { hasUnknown } from "../../model/problem.ts";
import { fieldOf, itemsOf } from "../json.ts";
import type { Path } from "../path.ts";
import { quote } from "../reason.ts";
import type { Rule } from "../rule.ts";
import { hasWindowsScript } from "../windows.ts";
import { linksOf, problem, textIn, textOf } from "./parts.ts";

/** A bond's mention of a link. */
interface Member {
    readonly path: Path;
    readonly bond: number;
    readonly id: string;
}

const membersOf = (inputs: RawInputs): readonly Member[] =>
    linksOf(inputs).flatMap((link, bond) => {
        if (textIn(link, "type") !== "bond") return [];
        return itemsOf(fieldOf(link, "bond_links")).flatMap((value, at): readonly Member[] => {
            const id = textOf(value);
            return id === undefined ? [] : [{ path: ["links", bond, "bond_links", at], bond, id }];
        });
    });

const someMember: Rule = {
    severity: "error",
    find: (inputs) =>
        linksOf(inputs).flatMap((link, index) => {
            const members = fieldOf(link, "bond_links");
            if (textIn(link, "type") !== "bond" || !Array.isArray(members) || members.length > 0) return [];
            return [problem(["links", index, "bond_links"], "is empty: a bond of no links never comes up")];
        }),
};

const noBondInBond: Rule = {
    severity: "error",
    find: (inputs) => {
        const bonds = linksOf(inputs).filter((link) => textIn(link, "type") === "bond");
        const ids = bonds.map((bond) => textIn(bond, "id"));
        return membersOf(inputs)
            .filter(({ id }) => ids.includes(id))
            .map(({ path, id }) => problem(path, `${quote(id)} is a bond, which guests can't put into another`));
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
                    `${quote(id)} is in links[${other.bond}].bond_links already; a link is in one bond, once`,
                ),
            ];
        });
    },
};

const portablePolicy: Rule = {
    severity: "warning",
    find: (inputs) =>
        linksOf(inputs).flatMap((link, index) => {
            if (textIn(link, "type") !== "bond" || textIn(link, "bond_xmit_hash_policy") !== "vlan+srcmac") return [];
            const reason = "is refused by netplan, Windows and Talos guests; layer2+3 is known to all";
            return [problem(["links", index, "bond_xmit_hash_policy"], reason)];
        }),
};

const macOf = (link: unknown): string | undefined => textIn(link, "ethernet_mac_address")?.toLowerCase();

const notForTeam = (inputs: RawInputs, bond: unknown): string | undefined => {
    if (textIn(bond, "bond_mode") === "broadcast") return "has the mode broadcast, which Windows' teams don't have";
    const members = linksOf(inputs).filter((link) =>
        itemsOf(fieldOf(bond, "bond_links")).includes(fieldOf(link, "id")),
    );
    if (hasUnknown(linksOf(inputs)) || members.map(macOf).includes(macOf(bond) ?? "")) return undefined;
    return "must have a member's ethernet_mac_address for cloudbase-init on Windows, which finds the team's first NIC by it";
};

// create_team of cloudbaseinit/utils/windows/netlbfo.py.
const forWindows: Rule = {
    severity: "warning",
    find: (inputs) =>
        linksOf(inputs).flatMap((link, index) => {
            if (textIn(link, "type") !== "bond" || !hasWindowsScript(inputs)) return [];
            const reason = notForTeam(inputs, link);
            return reason === undefined ? [] : [problem(["links", index], reason)];
        }),
};

/** The rules about bonds. */
export const bondsRules: readonly Rule[] = [someMember, noBondInBond, oneBondEach, portablePolicy, forWindows];
