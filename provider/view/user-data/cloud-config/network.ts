import { scalarText } from "../../../spec/json.ts";
import { type Allowed, matching } from "../allowed.ts";
import { NUMBER, WORD } from "../shapes.ts";

/** The name of an interface. */
const INTERFACE = /^[A-Za-z][\w.:@-]{0,14}$/;

/** An address with or without a prefix length, a MAC, or a number. */
const ADDRESS =
    /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f]{0,4}(?::[\da-f]{0,4}){2,7}|(?:[\da-f]{2}[:-]){5}[\da-f]{2})(?:\/\d{1,3})?$/i;

/** Words of netplan and of cloud-init's own format, and what their values can be. */
const values: Allowed = {
    show: (value) => (ADDRESS.test(scalarText(value)) || NUMBER.test(scalarText(value)) ? value : undefined),
};

const words = matching(WORD);

const named = matching(INTERFACE);

const LIST = { ...values, item: values };

const INTERFACE_KEYS: Allowed = {
    keys: {
        addresses: LIST,
        dhcp4: {},
        dhcp6: {},
        gateway4: values,
        gateway6: values,
        id: values,
        interfaces: { item: named },
        link: named,
        macaddress: values,
        match: { keys: { macaddress: values, name: named } },
        mtu: values,
        nameservers: { keys: { addresses: LIST } },
        routes: { item: { keys: { to: values, via: values, metric: values } } },
    },
};

const INTERFACES: Allowed = { names: { pattern: INTERFACE, allowed: INTERFACE_KEYS } };

/** The parts of the `network` key, by which FreeBSD guests set up their network. Wireless ones have passwords. */
export const NETWORK: Allowed = {
    keys: {
        version: values,
        config: words,
        renderer: words,
        ethernets: INTERFACES,
        bonds: INTERFACES,
        bridges: INTERFACES,
        vlans: INTERFACES,
    },
};
