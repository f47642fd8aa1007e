import type { RawInputs } from "../../model/inputs.ts";
import type { Problem } from "../../model/problem.ts";
import { hasUnknown } from "../../model/unknown.ts";
import { parseAddress } from "../address.ts";
import { isForWindows } from "../intended-guest.ts";
import { fieldOf, itemsOf } from "../json.ts";
import type { Rule } from "../rule.ts";
import { addressIn, familyOf, maskIn, networksOf, problem, textIn, textOf } from "./parts.ts";

const isStatic = (network: unknown): boolean => ["ipv4", "ipv6"].includes(textIn(network, "type") ?? "");

const hasDefaultRoute = (network: unknown): boolean =>
    itemsOf(fieldOf(network, "routes")).some((route) => maskIn(route, "netmask")?.length === 0);

const servicesOf = (holder: unknown): readonly string[] =>
    itemsOf(fieldOf(holder, "services")).flatMap((service) => textIn(service, "address") ?? []);

const zeros = (family: 4 | 6 | undefined): string => (family === 6 ? "::" : "0.0.0.0");

const lostGateway = (network: unknown, index: number): readonly Problem[] => {
    if (addressIn(network, "gateway") === undefined || hasDefaultRoute(network)) return [];
    const zero = zeros(familyOf(network));
    const reason = `isn't read by cloudbase-init on Windows; declare it as a route: { network: "${zero}", netmask: "${zero}", gateway: … }`;
    return [problem(["networks", index, "gateway"], reason)];
};

const lostServers = (network: unknown, index: number, inputs: RawInputs): readonly Problem[] => {
    const read = [...servicesOf(network), ...servicesOf(inputs["networkData"])];
    const servers = itemsOf(fieldOf(network, "dns_nameservers")).map(textOf);
    const isLost = servers.some((server) => server !== undefined && parseAddress(server) && !read.includes(server));
    const reason =
        'aren\'t read by cloudbase-init on Windows; list them in services, each as { type: "dns", address: … }';
    return isLost ? [problem(["networks", index, "dns_nameservers"], reason)] : [];
};

// _parse_network_data_networks in cloudbaseinit/metadata/services/baseopenstackservice.py.
const lostKeys: Rule = {
    severity: "warning",
    find: (inputs) => {
        if (!isForWindows(inputs)) return [];
        return networksOf(inputs).flatMap((network, index) => {
            if (!isStatic(network)) return [];
            const servers = hasUnknown(inputs["networkData"]) ? [] : lostServers(network, index, inputs);
            return [...(hasUnknown(network) ? [] : lostGateway(network, index)), ...servers];
        });
    },
};

/** The rules about keys of networks that Windows guests don't read. */
export const windowsRules: readonly Rule[] = [lostKeys];
