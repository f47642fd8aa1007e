import { parseAddress } from "../address.ts";
import { fieldOf, itemsOf } from "../json.ts";
import { UNKNOWN } from "../problem.ts";
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
                const reason = "isn't in networkData.services: Debian 12 and others read only those; write it in both";
                return [problem(["networks", index, "services", at], reason)];
            }),
        );
    },
};

/** The rules about name servers. */
export const servicesRules: readonly Rule[] = [alsoCommon];
