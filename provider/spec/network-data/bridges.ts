import { entriesOf } from "../json.ts";
import { quote } from "../reason.ts";
import type { Rule } from "../rule.ts";
import { eachLink, textIn } from "./parts.ts";

/** Keys that describe a new bridge in ifupdown, in netplan and in cloud-init's own format. */
const BRIDGE_KEY = /^(?:bridge_\w+|bridge-\w+|interfaces|ports)$/;

// In OpenStack the bridge is on the host, and the type says that the NIC is connected to it. convert_net_json in
// cloudinit/sources/helpers/openstack.py searches for a NIC with this MAC, and raises an exception if none exists.
const noBridge = eachLink("error", [], () => (link) => {
    if (textIn(link, "type") !== "bridge") return undefined;
    const key = entriesOf(link).find(([name]) => BRIDGE_KEY.test(name))?.[0];
    if (key === undefined) return undefined;
    return `describes a bridge in the guest (${quote(key)}), but guests read a link of type "bridge" as a NIC; without a NIC of that MAC no network comes up, so configure the NIC here and create the bridge with userData`;
});

/** The rules about bridges. */
export const bridgesRules: readonly Rule[] = [noBridge];
