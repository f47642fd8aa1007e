import { fieldOf, itemsOf } from "../../spec/json.ts";
import type { NetworkFeature } from "./reader.ts";

const ofNetwork = (type: unknown): NetworkFeature => {
    if (typeof type !== "string") return "static";
    if (/slaac|stateless/.test(type)) return "slaac";
    return /dhcp/.test(type) ? "dhcp" : "static";
};

const ofLink = (type: unknown): readonly NetworkFeature[] => {
    if (type === "bond") return ["bonds"];
    return type === "vlan" ? ["vlans"] : [];
};

/** What network data asks for, of any shape. */
export const featuresIn = (networkData: unknown): ReadonlySet<NetworkFeature> =>
    new Set([
        ...itemsOf(fieldOf(networkData, "networks")).map((network) => ofNetwork(fieldOf(network, "type"))),
        ...itemsOf(fieldOf(networkData, "links")).flatMap((link) => ofLink(fieldOf(link, "type"))),
    ]);
