import { UNKNOWN } from "../../model/unknown.ts";
import { parseAddress } from "../address.ts";
import { fieldOf, itemsOf } from "../json.ts";
import type { Rule } from "../rule.ts";
import { networksOf, problem, textIn } from "./parts.ts";

const alsoCommon: Rule = {
    severity: "warning",
    find: (inputs) => {
        const services = fieldOf(inputs["networkData"], "services");
        const common = itemsOf(services).map((service) =>
            service === UNKNOWN ? UNKNOWN : fieldOf(service, "address"),
        );
        if ((services !== undefined && !Array.isArray(services)) || common.includes(UNKNOWN)) return [];
        return networksOf(inputs).flatMap((network, index) =>
            itemsOf(fieldOf(network, "services")).flatMap((service, at) => {
                const address = textIn(service, "address");
                if (address === undefined || parseAddress(address) === undefined || common.includes(address)) return [];
                const reason =
                    "isn't in networkData.services; Debian 12 and others only read those, so list it in both";
                return [problem(["networks", index, "services", at], reason)];
            }),
        );
    },
};

const STATIC: readonly unknown[] = ["ipv4", "ipv6", undefined, UNKNOWN];

const isDynamic = (network: unknown): boolean => !STATIC.includes(fieldOf(network, "type"));

// Renderer in cloudinit/net/netplan.py only assigns name servers to interfaces with addresses.
const notBesideDhcp: Rule = {
    severity: "warning",
    find: (inputs) => {
        const networks = networksOf(inputs);
        const reason = "are lost in guests with netplan, where name servers come from the DHCP server";
        const has = (holder: unknown): boolean => itemsOf(fieldOf(holder, "services")).length > 0;
        const own = networks.flatMap((network, index) => (isDynamic(network) && has(network) ? [index] : []));
        const isCommonLost = has(inputs["networkData"]) && networks.length > 0 && networks.every(isDynamic);
        return [
            ...own.map((index) => problem(["networks", index, "services"], reason)),
            ...(isCommonLost ? [problem(["services"], reason)] : []),
        ];
    },
};

/** The rules about name servers. */
export const servicesRules: readonly Rule[] = [alsoCommon, notBesideDhcp];
