import { join, resolve } from "node:path";

const repository = resolve(import.meta.dirname, "..", "..");

/** What provides the drives of a program in TypeScript, and what differs by it. */
export interface Adapter {
    readonly name: "dynamic" | "plugin";
    /** The type of a drive in a state: kept for ever, since old states hold it. */
    readonly type: string;
    /** The `node_modules` of a program. */
    readonly modules: string;
    /** The module from which a program imports `ConfigDrive`. */
    readonly source: string;
    /** The end of an argument by which the provider's process is known. */
    readonly process: string;
    /** Whether the state has only the place that declares a drive, and no frames of Pulumi's own files. */
    readonly hasShortTraces: boolean;
    /** Whether a preview names the secret inputs that change, as `[secret] => [secret]`. */
    readonly namesSecretInputs: boolean;
    /** Whether the outputs of a drive in a preview have its inputs in them, as those of any dynamic resource do. */
    readonly previewsInputs: boolean;
    /** Whether it can tell a setting of the stack that is stored in plain text. */
    readonly seesSecretSettings: boolean;
    /** What it says to 33 MiB of user data and some more content. */
    readonly refusal: string;
    /** Lets a program write assets as `{ asset: … }`, which the types of the npm package don't have. */
    readonly ofAssets: Readonly<Record<string, string>>;
}

/** The module `./drives`: the plugin's SDK, and the helpers of the npm package. */
export const DRIVES = `export * from "pulumi-config-drive";
// What is exported by its name comes before what the line above exports.
export { ConfigDrive, ConfigDriveArgs } from "pulumi-config-drive-sdk";
`;

/** The resource of the npm package. */
export const DYNAMIC: Adapter = {
    name: "dynamic",
    type: "pulumi-nodejs:dynamic/config-drive:ConfigDrive",
    modules: join(repository, "node_modules"),
    source: "pulumi-config-drive",
    process: "dynamic-provider/index.js",
    hasShortTraces: true,
    namesSecretInputs: false,
    previewsInputs: true,
    seesSecretSettings: true,
    // The class checks what is known before the engine has it.
    refusal: 'declare the config drive "drive": userData: takes the content in the declaration to 33 MiB',
    ofAssets: {},
};

/** The plugin's resource, in programs by the SDK that Pulumi generates. */
export const PLUGIN: Adapter = {
    name: "plugin",
    type: "config-drive:index:ConfigDrive",
    modules: process.env["CONFIG_DRIVE_PLUGIN_MODULES"] ?? "",
    source: "./drives",
    process: "plugin/main.js",
    hasShortTraces: false,
    namesSecretInputs: true,
    previewsInputs: false,
    seesSecretSettings: false,
    refusal: "'drive' has a problem: userData: takes the content in the declaration to 34 MiB",
    ofAssets: { WRAPPED: "true", PULUMI_NODEJS_TRANSPILE_ONLY: "true" },
};

/** The one that the suites run with: the project of vitest chooses it. */
export const ADAPTER: Adapter = process.env["CONFIG_DRIVE_ADAPTER"] === "plugin" ? PLUGIN : DYNAMIC;

/** What a preview shows of secret inputs that change. */
export const ofSecretInputs = (...shown: readonly string[]): readonly string[] =>
    ADAPTER.namesSecretInputs ? shown : [];
