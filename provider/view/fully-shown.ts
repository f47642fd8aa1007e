/**
 * Whether a page shows all that a document says. Its digest then reveals nothing more; the digest of any other could be
 * used to guess what is left out, if that is short.
 */

import { isDeepStrictEqual } from "node:util";
import type { JsonObject } from "../model/inputs.ts";
import { entriesOf, isObject, itemsOf } from "../spec/json.ts";
import { isCertificate, parseSshKey } from "../spec/key-text.ts";
import { MOST } from "./bounds.ts";
import { keysOf } from "./keys.ts";
import { networkViewOf } from "./network/network-view-of.ts";
import { hasSecretKey } from "./secret-text.ts";
import { isSecretKey, isSecretValue } from "./secret-view.ts";

/** All texts and numbers in a value. */
const leavesOf = (value: unknown): readonly unknown[] =>
    typeof value === "object" && value !== null ? Object.values(value).flatMap(leavesOf) : [value];

const keysIn = (value: unknown): readonly string[] =>
    typeof value === "object" && value !== null
        ? [...(Array.isArray(value) ? [] : Object.keys(value)), ...Object.values(value).flatMap(keysIn)]
        : [];

/** Whether all values are shown as facts: none is hidden, cut or left out. */
const areFacts = (value: unknown): boolean => {
    const leaves = leavesOf(value);
    return (
        !hasSecretKey(value, isSecretKey) &&
        !leaves.some(isSecretValue) &&
        leaves.length <= MOST.facts &&
        [...leaves, ...keysIn(value)].every((text) => typeof text !== "string" || text.length <= MOST.name)
    );
};

const hasOnly = (value: unknown, keys: readonly string[]): boolean =>
    isObject(value) && Object.keys(value).every((key) => keys.includes(key));

/** A page shows a key by its fingerprint, which says all of a public key, but nothing of options or a certificate's. */
const isWholeKey = (key: unknown): boolean => {
    if (typeof key !== "string") return false;
    if (keysOf({ key }, false).some(({ comment }) => typeof comment !== "string")) return false;
    if (isCertificate(key)) return key.split("-----BEGIN").length === 2;
    const line = parseSshKey(key.trim());
    if (line === undefined || line.type.includes("-cert-")) return false;
    const { type, blob, comment } = line;
    return (
        key.trim() === [type, blob, comment].join(" ").trim() &&
        Buffer.from(blob, "base64").toString("base64") === blob &&
        comment.length <= MOST.name
    );
};

const arePublicKeys = (publicKeys: unknown): boolean =>
    entriesOf(publicKeys).every(([name, key]) => name.length <= MOST.name && isWholeKey(key)) &&
    keysOf(publicKeys, false).every(({ fingerprint }) => fingerprint !== undefined) &&
    entriesOf(publicKeys).length <= MOST.keys;

/** Nova's list of the same keys. */
const areSameKeys = (keys: unknown, publicKeys: unknown): boolean => {
    const known = new Map(entriesOf(publicKeys));
    return itemsOf(keys).every(
        (key) =>
            isObject(key) &&
            hasOnly(key, ["name", "type", "data"]) &&
            known.get(String(key["name"])) === key["data"] &&
            /^(?:ssh|x509)$/.test(String(key["type"])),
    );
};

/** Whether a path is one that Nova gives to contents. */
export const isContent = (path: unknown): boolean => /^\/content\/\d{1,8}$/.test(String(path));

const areFiles = (files: unknown): boolean =>
    itemsOf(files).every(
        (file) =>
            isObject(file) &&
            hasOnly(file, ["path", "content_path"]) &&
            isContent(file["content_path"]) &&
            areFacts(file["path"]),
    ) && itemsOf(files).length <= MOST.files;

const isNetworkConfig = (config: unknown): boolean =>
    config === undefined ||
    (isObject(config) &&
        hasOnly(config, ["name", "content_path"]) &&
        config["name"] === "network_config" &&
        isContent(config["content_path"]));

/** A device is one line. */
const areDevices = (devices: unknown): boolean =>
    itemsOf(devices).every((device) => JSON.stringify(device).length <= MOST.name);

const isListOrMissing = (value: unknown): boolean => value === undefined || Array.isArray(value);

/** Whether a page shows all of a `meta_data.json`. */
export const isMetaDataShown = (document: JsonObject): boolean => {
    const { public_keys: publicKeys, keys, files, network_config: config, random_seed: seed, ...rest } = document;
    return (
        seed === undefined &&
        areFacts(rest) &&
        areDevices(rest["devices"]) &&
        (publicKeys === undefined || (isObject(publicKeys) && arePublicKeys(publicKeys))) &&
        [keys, files].every(isListOrMissing) &&
        areSameKeys(keys, publicKeys) &&
        areFiles(files) &&
        isNetworkConfig(config)
    );
};

const SERVICE = ["type", "address"];
const ROUTE = ["network", "netmask", "gateway", "services"];
const LINK = [
    ...["id", "type", "ethernet_mac_address", "mtu", "vif_id", "name", "bond_mode", "bond_links", "bond_miimon"],
    ...["bond_xmit_hash_policy", "vlan_link", "vlan_id", "vlan_mac_address"],
];
const NETWORK = [
    ...[
        "id",
        "link",
        "type",
        "network_id",
        "ip_address",
        "netmask",
        "gateway",
        "services",
        "routes",
        "dns_nameservers",
    ],
];

/** Keys of OpenStack's, by the list that an object is in. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
    links: LINK,
    networks: NETWORK,
    routes: ROUTE,
    services: SERVICE,
};

/** Lists of texts. */
const TEXTS = ["bond_links", "dns_nameservers"];

const isKnown = (value: unknown, keys: readonly string[]): boolean =>
    hasOnly(value, keys) &&
    entriesOf(value).every(([key, item]) => {
        if (typeof item !== "object" || item === null) return true;
        const inner = KEYS[key];
        if (!Array.isArray(item)) return false;
        return item.every((each) =>
            inner === undefined ? TEXTS.includes(key) && typeof each === "string" : isKnown(each, inner),
        );
    });

/** Addresses are shown in their shortest form, ids and types of OpenStack's not at all. */
const WORD =
    /^(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|(?:\d{1,3}\.){3}\d{1,3}(?:\/\d{1,3})?|[\da-f]{0,4}(?::[\da-f.]{0,15}){2,7}(?:\/\d{1,3})?|dns|ipv[46]|static6?|ipv4_dhcp|ipv6_(?:dhcp|slaac|dhcpv6-state(?:ful|less)))$/i;

/** Whether a page shows all of a `network_data.json`. */
export const isNetworkShown = (document: JsonObject): boolean => {
    if (!isKnown(document, ["links", "networks", "services"])) return false;
    const view = networkViewOf(document);
    if (view !== undefined && view.omitted > 0) return false;
    const shown = new Set(leavesOf(view).flatMap((text) => [text, String(text).replace(/^named /, "")]));
    return leavesOf(document).every(
        (value) => typeof value !== "string" || ((shown.has(value) || WORD.test(value)) && !isSecretValue(value)),
    );
};

/** Whether a page shows all of EC2's metadata. */
export const isEc2Shown = (document: JsonObject): boolean => areFacts(document);

/** Whether a page shows all of vendor data, of which it shows no values. */
export const isVendorDataShown = (document: JsonObject): boolean =>
    entriesOf(document).every(([key, value]) => key === "static" && JSON.stringify(value) === "{}");

/** Whether a value says nothing that another doesn't: old versions of the metadata have fewer keys, at any depth. */
export const isPartOf = (value: unknown, whole: unknown): boolean => {
    if (Array.isArray(value)) {
        const items = itemsOf(whole);
        return value.length === items.length && value.every((item, index) => isPartOf(item, items[index]));
    }
    if (isObject(value) && isObject(whole)) {
        return entriesOf(value).every(([key, item]) => Object.hasOwn(whole, key) && isPartOf(item, whole[key]));
    }
    return isDeepStrictEqual(value, whole);
};
