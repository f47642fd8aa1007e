import { flag, type StackDefaults, TEXT_SETTINGS } from "../provider/check/text-settings.ts";
import type { RawInputs } from "../provider/model/inputs.ts";
import type { Problem } from "../provider/model/problem.ts";
import { hasUnknown, UNKNOWN } from "../provider/model/unknown.ts";
import { nearest } from "../provider/text/nearest.ts";
import { hasSecret, type Properties, secret } from "./properties.ts";

/** Values of arguments, and what the provider itself does. */
const SETTINGS = { ...TEXT_SETTINGS, checkHost: flag };

const isSetting = (key: string): key is keyof typeof SETTINGS => Object.hasOwn(SETTINGS, key);

const isArgument = (key: string): key is keyof StackDefaults => Object.hasOwn(TEXT_SETTINGS, key);

/** Keys that Pulumi itself adds to a provider's inputs. */
const ENGINE_KEYS = ["version", "pluginDownloadURL", "__internal", "__defaults"];

/** Pulumi's SDKs write everything but texts as JSON. */
const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

type Setting = { readonly key: string; readonly value: unknown } | Problem;

const read = ([key, value]: readonly [string, unknown]): Setting => {
    if (hasUnknown(value)) return { key, value: UNKNOWN };
    if (!isSetting(key)) {
        const [closest] = nearest(key, Object.keys(SETTINGS));
        return { path: key, reason: `isn't a setting of this provider; did you mean ${closest}?` };
    }
    const reading = SETTINGS[key](textOf(value));
    return "reason" in reading ? { path: key, reason: reading.reason } : { key, value: reading.value };
};

/** The provider's configuration. */
export interface Configuration {
    /** Values of arguments for the drives that don't set them. */
    readonly defaults: RawInputs;
    /** The same with the marks of secrets. */
    readonly marked: RawInputs;
    /** Whether a preview asks the host. */
    readonly checkHost: boolean;
    readonly problems: readonly Problem[];
}

/** Reads a provider's configuration. Reports all problems at once. */
export const readConfiguration = ({ plain, marked }: Properties): Configuration => {
    const settings = Object.entries(plain)
        .filter(([key, value]) => !ENGINE_KEYS.includes(key) && value !== null)
        .map(read);
    const { checkHost, ...defaults } = Object.fromEntries(
        settings.flatMap((setting) => ("reason" in setting ? [] : [[setting.key, setting.value]])),
    );
    const sealed = ([key, value]: readonly [string, unknown]): readonly [string, unknown] => [
        key,
        hasSecret(marked[key]) ? secret(value) : value,
    ];
    return {
        defaults,
        marked: Object.fromEntries(Object.entries(defaults).map(sealed)),
        checkHost: checkHost === true,
        problems: settings.flatMap((setting) => ("reason" in setting ? [setting] : [])),
    };
};

/** The connection of drives for which neither the program nor the provider's configuration sets one. */
export const defaultConnection = (environment: Readonly<Record<string, string | undefined>>): string =>
    // An empty variable counts as unset, as for libvirt's own programs.
    environment["LIBVIRT_DEFAULT_URI"] || "qemu:///system";

/** A declaration completed by the provider's configuration, with the marks of both. */
export const withConfiguration = (
    news: Properties,
    { defaults, marked }: Pick<Configuration, "defaults" | "marked">,
    connection: string,
): Properties => {
    const isDeclared = (key: string): boolean => news.plain[key] !== null || !isArgument(key);
    const declaredIn = (values: RawInputs): RawInputs =>
        Object.fromEntries(Object.entries(values).filter(([key]) => isDeclared(key)));
    return {
        plain: { connection, ...defaults, ...declaredIn(news.plain) },
        marked: { connection, ...marked, ...declaredIn(news.marked) },
    };
};
