import { readFile } from "node:fs/promises";
import { isErrno } from "../transport/link-error.ts";
import type { Environment } from "../uri/sockets.ts";

/** What libvirt's credentials file has for a host. Either can be missing. */
export interface FoundCredentials {
    readonly user: string | undefined;
    readonly password: string | undefined;
}

const placesOf = (
    { LIBVIRT_AUTH_FILE: named, XDG_CONFIG_HOME: config, HOME: home }: Environment,
    ofUri: string | undefined,
): readonly string[] => {
    const own = config || (home && `${home}/.config`);
    return [named, ofUri, own && `${own}/libvirt/auth.conf`, "/etc/libvirt/auth.conf"].filter(
        (path): path is string => path !== undefined && path !== "",
    );
};

const readIfThere = async (path: string): Promise<string | undefined> => {
    try {
        return await readFile(path, "utf8");
    } catch (error) {
        if (isErrno(error, "ENOENT") || isErrno(error, "EACCES")) return undefined;
        throw error;
    }
};

/** GLib's key files: groups in brackets, `key=value` below them, comments after `#`. */
const readGroups = (text: string): ReadonlyMap<string, ReadonlyMap<string, string>> => {
    const groups = new Map<string, Map<string, string>>();
    let group = new Map<string, string>();
    for (const line of text.split(/\r?\n/)) {
        const [, name] = /^\[([^\]]+)\]\s*$/.exec(line) ?? [];
        const [, key, value = ""] = /^([^#=][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
        if (name !== undefined) {
            group = groups.get(name) ?? new Map<string, string>();
            groups.set(name, group);
        } else if (key !== undefined) {
            group.set(key, value);
        }
    }
    return groups;
};

/** libvirt's docs/auth.rst: `[auth-libvirt-HOST]`, or `default` for any host, names a `[credentials-NAME]`. */
export const credentialsFor = (text: string, host: string): FoundCredentials => {
    const groups = readGroups(text);
    const group = groups.get(`auth-libvirt-${host}`) ?? groups.get("auth-libvirt-default");
    const credentials = groups.get(`credentials-${group?.get("credentials") ?? ""}`);
    return {
        user: credentials?.get("authname") ?? credentials?.get("username"),
        password: credentials?.get("password"),
    };
};

/** Reads the first credentials file that exists: the environment's, the URI's, the user's, the system's. */
export const findCredentials = async (
    environment: Environment,
    ofUri: string | undefined,
    host: string,
): Promise<FoundCredentials> => {
    for (const path of placesOf(environment, ofUri)) {
        const text = await readIfThere(path);
        if (text !== undefined) return credentialsFor(text, host);
    }
    return { user: undefined, password: undefined };
};
