import { fieldOf, isObject, itemsOf } from "../../spec/json.ts";
import type { GuestFileView } from "../drive-view.ts";
import { type Allowed, counting, matching, Outliner } from "./allowed.ts";
import { guestPath } from "./guest-path.ts";
import type { OutlineNode } from "./node.ts";
import { NUMBER, OWNER, PATH, USER, WORD } from "./shapes.ts";
import type { Sizes } from "./sizes.ts";

/** Words of Ignition's configs, versions 2 and 3: https://coreos.github.io/ignition/configuration-v3_5/ */
const KEYS: ReadonlySet<string> = new Set(
    (
        "ignition version config merge replace append source verification compression httpHeaders name value timeouts " +
        "httpResponseHeaders httpTotal security tls certificateAuthorities proxy httpProxy httpsProxy noProxy storage " +
        "disks device wipeTable partitions label number sizeMiB startMiB size start typeGuid guid wipePartitionEntry " +
        "shouldExist resize raid level devices spares options filesystems format path wipeFilesystem uuid mountOptions " +
        "mount create force files overwrite contents mode user id group filesystem directories links hard target luks " +
        "keyFile wipeVolume clevis custom needsNetwork pin tang url thumbprint advertisement tpm2 threshold discard " +
        "openOptions cex enabled systemd units enable mask dropins passwd users passwordHash sshAuthorizedKeys gecos " +
        "homeDir noCreateHome primaryGroup groups noUserGroup system noLogInit shell gid uid kernelArguments " +
        "shouldNotExist networkd hash"
    ).split(" "),
);

const OWNERS: Allowed = { keys: { id: matching(NUMBER), name: matching(OWNER) } };

const NODE: Allowed = {
    keys: {
        path: matching(PATH),
        // Its numbers are decimal; people know modes in octal.
        mode: { show: (mode) => octalOf(mode) },
        user: OWNERS,
        group: OWNERS,
        filesystem: matching(WORD),
        target: matching(PATH),
        contents: { keys: { compression: matching(WORD) } },
    },
};

const UNIT_NAME = /^[\w.:@\\-]{1,255}$/;

const ALLOWED: Allowed = {
    keys: {
        ignition: { keys: { version: matching(/^\d{1,2}(?:\.\d{1,2}){1,2}(?:-[a-z]{1,16})?$/) } },
        kernelArguments: {
            keys: { shouldExist: counting("argument"), shouldNotExist: counting("argument") },
        },
        passwd: {
            keys: {
                users: {
                    item: {
                        keys: {
                            name: matching(USER),
                            groups: { item: matching(USER) },
                            primaryGroup: matching(USER),
                            homeDir: matching(PATH),
                            shell: matching(/^\/[\w/.-]{1,64}$/),
                            uid: matching(NUMBER),
                            sshAuthorizedKeys: counting("key"),
                        },
                    },
                },
                groups: { item: { keys: { name: matching(USER), gid: matching(NUMBER) } } },
            },
        },
        storage: {
            keys: {
                files: { item: NODE },
                directories: { item: NODE },
                links: { item: NODE },
                disks: {
                    item: {
                        keys: {
                            device: matching(PATH),
                            partitions: {
                                item: {
                                    keys: {
                                        label: matching(/^[\w. -]{1,36}$/),
                                        number: matching(NUMBER),
                                        sizeMiB: matching(NUMBER),
                                        startMiB: matching(NUMBER),
                                    },
                                },
                            },
                        },
                    },
                },
                filesystems: {
                    item: {
                        keys: {
                            name: matching(WORD),
                            device: matching(PATH),
                            format: matching(/^[a-z\d]{2,10}$/),
                            path: matching(PATH),
                            label: matching(/^[\w.-]{1,32}$/),
                        },
                    },
                },
            },
        },
        systemd: {
            keys: {
                units: {
                    item: {
                        keys: {
                            name: matching(UNIT_NAME),
                            dropins: { item: { keys: { name: matching(UNIT_NAME) } } },
                        },
                    },
                },
            },
        },
    },
};

/** Its numbers are decimal; people know modes in octal. */
const octalOf = (mode: unknown): string | undefined =>
    typeof mode === "number" && Number.isInteger(mode) && mode >= 0 && mode <= 0o7777
        ? mode.toString(8).padStart(4, "0")
        : undefined;

/** What can be shown of an Ignition config. */
export const ignitionOutline = (config: unknown): OutlineNode =>
    new Outliner((key) => KEYS.has(key)).outline(config, ALLOWED);

/** A user or a group, by its name or its number; root if there is none. */
const nameOf = (owner: unknown): string => {
    const [name, id] = [fieldOf(owner, "name"), fieldOf(owner, "id")];
    if (typeof name === "string" && name !== "") return OWNER.test(name) ? name : "…";
    return typeof id === "number" && id !== 0 ? String(id) : "root";
};

/** The files that an Ignition config writes; undefined for each whose path can't be shown. */
export const ignitionFiles = (config: unknown, sizes: Sizes): readonly (GuestFileView | undefined)[] =>
    itemsOf(fieldOf(fieldOf(config, "storage"), "files"))
        .filter(isObject)
        .map((file) => {
            const { mode, user, group, contents } = file;
            const path = guestPath(file["path"]);
            if (path === undefined) return undefined;
            const octal = mode === undefined || mode === null ? "0644" : (octalOf(mode) ?? "");
            const owner = `${nameOf(user)}:${nameOf(group)}`;
            const digest = sizes.digest(fieldOf(contents, "compression"), fieldOf(contents, "source"));
            return { path, size: sizes.ofIgnition(contents), mode: octal, owner, source: "Ignition", digest };
        });

/** The names of the users that an Ignition config creates or changes; undefined for each that can't be shown. */
export const ignitionUsers = (config: unknown): readonly (string | undefined)[] =>
    itemsOf(fieldOf(fieldOf(config, "passwd"), "users")).map((user) => {
        const name = fieldOf(user, "name");
        return typeof name === "string" && USER.test(name) ? name : undefined;
    });
