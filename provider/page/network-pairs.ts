import type { AddressingView, LinkView } from "../view/network/network-view.ts";
import type { Identity } from "./compare.ts";

/** Links of two drives are the same by their ids. */
export const LINKS: Identity<LinkView> = {
    key: ({ id }) => id,
    content: ({ kind, type, mac, mtu, below, remarks }) => JSON.stringify([kind, type, mac, mtu, below, remarks]),
};

/** So are networks. */
export const ADDRESSES: Identity<AddressingView> = {
    key: ({ id }) => id,
    content: ({ link, method, address, routes, gateway, dns }) =>
        JSON.stringify([link, method, address, routes.map(({ to, via }) => [to, via]), gateway, dns]),
};
