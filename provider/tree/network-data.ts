import type { JsonObject } from "../model/inputs.ts";
import type { KeyOrder } from "./json.ts";

const SERVICE: KeyOrder = { keys: ["type", "address"] };

/** Nova's order of the keys in `network_data.json`. */
export const NETWORK_DATA_ORDER: KeyOrder = {
    keys: ["links", "networks", "services"],
    inside: {
        links: { keys: ["id", "vif_id", "type", "mtu", "ethernet_mac_address"] },
        networks: {
            keys: ["id", "type", "link", "ip_address", "netmask", "routes", "network_id", "services"],
            inside: {
                routes: { keys: ["network", "netmask", "gateway", "services"], inside: { services: SERVICE } },
                services: SERVICE,
            },
        },
        services: SERVICE,
    },
};

/** `network_data.json`; OpenStack's own schema requires services even if there are none. */
export const networkDataOf = (data: JsonObject): JsonObject => ({ services: [], ...data });
