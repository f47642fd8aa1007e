/** Names that the rule below would make unreadable. */
const NAMES: ReadonlyMap<string, string> = new Map([
    ["802.3ad", "Ieee8023ad"],
    ["vlan+srcmac", "VlanPlusSrcMac"],
]);

/** A name in the form that SDKs give to types and the members of enums: `layer2+3` becomes `Layer2Plus3`. */
export const pascalCase = (text: string): string =>
    NAMES.get(text) ??
    text
        .split(/[^A-Za-z0-9+]+/)
        .filter((part) => part !== "")
        .map((part) => (part[0] ?? "").toUpperCase() + part.slice(1))
        .join("")
        .replaceAll("+", "Plus");

/**
 * Types whose name in TypeScript is another thing's in the schema: that of a function, or of what OpenStack calls so.
 * Programs have these names: they are kept for ever.
 */
const RENAMED: ReadonlyMap<string, string> = new Map([
    ["FileFormat", "ImageFileFormat"],
    ["NetworkData", "NetworkDocument"],
    ["RouteArgs", "LinkRoute"],
    ["Subformat", "VmdkSubformat"],
    ["UserData", "Base64UserData"],
]);

/** The name of a type in the schema. SDKs append `Args` themselves. */
export const typeName = (name: string): string => RENAMED.get(name) ?? name.replace(/Args$/, "");
