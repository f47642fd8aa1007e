import type { RawInputs } from "../../model/inputs.ts";
import { type Address, showMask } from "../address.ts";
import type { Path } from "../path.ts";
import { quote } from "../reason.ts";
import type { Rule } from "../rule.ts";
import { addressIn, familyOf, maskIn, networksOf, problem, routesOf, textIn } from "./parts.ts";

/** An address of the guest. */
interface Own {
    readonly index: number;
    readonly link: string;
    readonly address: Address;
}

const ownOf = (inputs: RawInputs): readonly Own[] =>
    networksOf(inputs).flatMap((network, index): readonly Own[] => {
        const [link, address] = [textIn(network, "link"), addressIn(network, "ip_address")];
        return link === undefined || address === undefined ? [] : [{ index, link, address }];
    });

const isSame = (one: Address, other: Address): boolean => one.text === other.text;

/** A rule about an address two networks share, on the same link or on different links. */
const ownAddress = (severity: Rule["severity"], sameLink: boolean, place: string): Rule => ({
    severity,
    find: (inputs) => {
        const all = ownOf(inputs);
        return all.flatMap(({ index, link, address }, at) => {
            const other = all.slice(0, at).find((before) => isSame(before.address, address));
            if (other === undefined || (other.link === link) !== sameLink) return [];
            const reason = `${address.text} is already the address of networks[${other.index}] on ${place}`;
            return [problem(["networks", index, "ip_address"], reason)];
        });
    },
});

const onceOnLink = ownAddress("error", true, "the same link; declare it once");

// Two OpenStack projects can use the same addresses, and Nova then writes both.
const onceInGuest = ownAddress("warning", false, "another link; replies may leave through the wrong one");

/** Every place with a mask, and the family of the address next to it. */
const masksOf = (inputs: RawInputs): readonly { path: Path; place: unknown; family: 4 | 6 | undefined }[] => [
    ...networksOf(inputs).map((network, index) => ({
        path: ["networks", index],
        place: network,
        family: familyOf(network),
    })),
    ...routesOf(inputs).map(({ path, route }) => ({ path, place: route, family: addressIn(route, "network")?.family })),
];

const writtenOut: Rule = {
    severity: "warning",
    find: (inputs) =>
        masksOf(inputs).flatMap(({ path, place, family }) => {
            const mask = maskIn(place, "netmask");
            if (mask === undefined || mask.family !== undefined || family === undefined) return [];
            if (family === 4 && mask.length > 32) return [];
            const reason = `is a prefix length, which some guests don't accept; write ${quote(showMask(mask.length, family))}`;
            return [problem([...path, "netmask"], reason)];
        }),
};

/** The rules about networks. */
export const networksRules: readonly Rule[] = [onceOnLink, onceInGuest, writtenOut];
