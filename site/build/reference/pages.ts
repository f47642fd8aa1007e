/** A page of the reference. */
export interface Page {
    /** The end of its address. */
    readonly file: string;
    readonly title: string;
    /** What a reader finds on it. */
    readonly summary: string;
    /** Names that the package exports, in the page's order. */
    readonly names: readonly string[];
}

const page = (file: string, title: string, summary: string, names: readonly string[]): Page => ({
    file,
    title,
    summary,
    names,
});

/** The pages for what users look for by name. Everything else that the package exports is on the page of types. */
export const PAGES: readonly Page[] = [
    page("arguments", "Arguments of ConfigDrive", "Every argument of a drive.", ["ConfigDriveArgs"]),
    page("config-drive", "ConfigDrive", "The resource and its outputs.", ["ConfigDrive"]),
    page("config-drive-image", "configDriveImage", "An image in a file, for other hypervisors.", [
        "configDriveImage",
        "ConfigDriveImageOptions",
        "ConfigDriveImageArgs",
        "ConfigDriveImage",
    ]),
    page("force-config-drive", "forceConfigDrive", "A drive for every domain of a stack.", [
        "forceConfigDrive",
        "ForceConfigDriveOptions",
        "ForcedDriveArgs",
        "ForcedDomain",
    ]),
    page("network-data", "networkData", "A network in netplan's terms.", [
        "networkData",
        "NetworkArgs",
        "EthernetArgs",
        "BondArgs",
        "VlanArgs",
        "LinkArgs",
        "RouteArgs",
    ]),
    page("cloud-config", "cloudConfig", "User data for cloud-init from an object.", ["cloudConfig"]),
    page("gzipped", "gzipped", "Shorter user data.", ["gzipped"]),
    page("merge-type", "mergeType", "How cloud-init merges parts of user data.", ["mergeType", "MergeTypeArgs"]),
    page("public-keys-of", "publicKeysOf", "The keys of an authorized_keys file.", ["publicKeysOf"]),
    page("drive-alias", "driveAlias", "A drive's place in a domain, before the drive exists.", [
        "driveAlias",
        "DriveAliasOptions",
    ]),
];

/** The page for what isn't on another one. */
export const TYPES: Page = page("types", "Types", "Types that arguments and outputs consist of.", []);

/** Headings for the arguments of a drive, by the interface that declares them. */
export const PARTS: ReadonlyMap<string, string> = new Map([
    ["ContentArgs", "What is on the drive"],
    ["ImageArgs", "The kind of image"],
    ["PlacementArgs", "Where the drive goes"],
]);
