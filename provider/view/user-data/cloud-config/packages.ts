import { fieldOf, isObject, itemsOf } from "../../../spec/json.ts";
import { packageName, packageVersion } from "./package-name.ts";

/** `expand_package_list` in cloudinit/util.py: a name, or a list of a name and a version. */
const nameOf = (item: unknown): string | undefined => {
    if (!Array.isArray(item)) return packageName(item);
    const [first, second] = itemsOf(item);
    const [name, version] = [packageName(first), packageVersion(second)];
    if (name === undefined || item.length > 2) return undefined;
    // A version that can't be shown doesn't make the name a secret.
    return version === undefined ? name : `${name}=${version}`;
};

/** cloud-init ignores packages under other names: known_package_managers in cloudinit/distros/package_management. */
const MANAGERS = ["apt", "snap"] as const;

/** Packages of one of cloud-init's package managers; apt's are named like all others. */
const ofManager = (manager: string, packages: unknown): readonly (string | undefined)[] => {
    const names = itemsOf(packages).map(nameOf);
    return manager === "snap" ? names.map((name) => name && `${name} (snap)`) : names;
};

const ofItem = (item: unknown): readonly (string | undefined)[] => {
    if (!isObject(item)) return [nameOf(item)];
    return MANAGERS.flatMap((manager) => ofManager(manager, fieldOf(item, manager)));
};

/**
 * The names of the packages that a cloud-config installs; undefined for each that can't be shown:
 * `install_packages` in cloudinit/distros/__init__.py.
 */
export const packagesIn = (config: unknown): readonly (string | undefined)[] => {
    const packages = fieldOf(config, "packages");
    return (typeof packages === "string" ? [packages] : itemsOf(packages)).flatMap(ofItem);
};
