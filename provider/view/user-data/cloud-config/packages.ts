import { entriesOf, fieldOf, itemsOf } from "../../../spec/json.ts";
import { packageName } from "./package-name.ts";

/** `expand_package_list` in cloudinit/util.py: a name, or a list of a name and a version. */
const nameOf = (item: unknown): string | undefined => {
    if (!Array.isArray(item)) return packageName(item);
    const [name, version] = itemsOf(item).map(packageName);
    if (name === undefined || item.length > 2) return undefined;
    // A version that can't be shown doesn't make the name a secret.
    return version === undefined || version === "" ? name : `${name}=${version}`;
};

/** Packages of one of cloud-init's package managers; apt's are named like all others. */
const ofManager = (manager: string, packages: unknown): readonly (string | undefined)[] => {
    const names = itemsOf(packages).map(nameOf);
    return manager === "snap" ? names.map((name) => name && `${name} (snap)`) : names;
};

const ofItem = (item: unknown): readonly (string | undefined)[] => {
    const managers = entriesOf(item);
    return managers.length === 0
        ? [nameOf(item)]
        : managers.flatMap(([manager, packages]) => ofManager(manager, packages));
};

/**
 * The names of the packages that a cloud-config installs; undefined for each that can't be shown:
 * `install_packages` in cloudinit/distros/__init__.py.
 */
export const packagesIn = (config: unknown): readonly (string | undefined)[] => {
    const packages = fieldOf(config, "packages");
    return (typeof packages === "string" ? [packages] : itemsOf(packages)).flatMap(ofItem);
};
