import { scalarText } from "../../../spec/json.ts";
import { type Allowed, counting, matching, oneOrMore } from "../allowed.ts";
import { guestPath } from "../guest-path.ts";
import { counted } from "../node.ts";
import {
    DEVICE,
    HOST,
    HOST_OR_ADDRESS,
    NUMBER,
    OWNER,
    PATH,
    SIZE,
    SOURCE,
    SWITCH,
    USER,
    USERS,
    WORD,
} from "../shapes.ts";
import type { Sizes } from "../sizes.ts";
import { NETWORK } from "./network.ts";
import { packageName, packageVersion } from "./package-name.ts";
import { octalMode } from "./write-files.ts";

const WORDS = oneOrMore(WORD);

const PACKAGE: Allowed = { show: packageName };

/** A name, or a name and a version. */
const PACKAGE_ITEM: Allowed = { ...PACKAGE, at: [PACKAGE, { show: packageVersion }] };

/** `ALL=(ALL) NOPASSWD:ALL` and the like. A rule can name commands with arguments, which aren't shown. */
const SUDO =
    /^(?:ALL|%?[\w-]{1,32}) ?= ?(?:\((?:ALL|[\w-]{1,32})(?::(?:ALL|[\w-]{1,32}))?\) ?)?(?:(?:NO)?PASSWD: ?)?ALL$/;

const USER_KEYS: Allowed = {
    keys: {
        name: matching(USER),
        gecos: matching(/^[\p{L} .,'()-]{1,64}$/u),
        groups: { ...oneOrMore(USERS), names: { pattern: USER, allowed: {} } },
        homedir: matching(PATH),
        primary_group: matching(USER),
        shell: matching(/^\/[\w/.-]{1,64}$/),
        sudo: oneOrMore(SUDO),
        uid: matching(NUMBER),
        ssh_authorized_keys: counting("key"),
        ssh_import_id: counting("id"),
    },
};

const writeFiles = (sizes: Sizes): Allowed => ({
    keys: {
        path: { show: (path) => (guestPath(path) === undefined ? undefined : path) },
        permissions: { show: (mode) => octalMode(mode) || undefined },
        owner: matching(OWNER),
        encoding: matching(/^(?:b64|base64|gz|gzip|(?:gz|gzip)\+(?:b64|base64)|text\/plain)$/i),
        content: {
            note: (_, file) => {
                const size = sizes.ofWritten(file);
                return size === undefined ? "" : counted(size, "byte");
            },
        },
    },
});

const OPTION =
    "(?:defaults|auto|noauto|nofail|ro|rw|noatime|nodiratime|relatime|nosuid|nodev|noexec|discard|sw|bind|_netdev|" +
    "comment=cloudconfig|x-systemd\\.[a-z-]{1,32}(?:=[a-z.-]{1,64})?)";

/** The options of a mount can have a password: all of them have to be known. */
const OPTIONS = new RegExp(`^${OPTION}(?:,${OPTION})*$`);

const FILE_SYSTEM_TYPE =
    /^(?:auto|none|swap|ext[234]|xfs|btrfs|zfs|f2fs|vfat|fat|ntfs3?|iso9660|nfs4?|cifs|9p|virtiofs|tmpfs|overlay)$/;

/** The fields of fstab(5). */
const MOUNT: Allowed = {
    at: [
        matching(DEVICE),
        {
            show: (path) =>
                /^(?:none|swap)$/.test(scalarText(path)) || PATH.test(scalarText(path)) ? path : undefined,
        },
        matching(FILE_SYSTEM_TYPE),
        matching(OPTIONS),
        matching(/^\d$/),
        matching(/^\d$/),
    ],
};

const TABLE_LAYOUT: Allowed = {
    keys: {
        table_type: matching(WORD),
        layout: { ...matching(NUMBER), item: { ...matching(NUMBER), item: matching(NUMBER) } },
    },
};

const FILE_SYSTEM: Allowed = {
    keys: {
        label: matching(/^[\w.-]{1,32}$/),
        filesystem: matching(FILE_SYSTEM_TYPE),
        device: matching(DEVICE),
        partition: matching(/^(?:auto|any|none|\d{1,3})$/),
        replace_fs: matching(FILE_SYSTEM_TYPE),
    },
};

/** The parts of each key of a cloud-config that can be shown. Any other key shows its structure. */
export const allowedInCloudConfig = (sizes: Sizes): Allowed => ({
    keys: {
        apt: { keys: { sources: { names: { pattern: SOURCE, allowed: {} } } } },
        bootcmd: counting("command"),
        runcmd: counting("command"),
        vyos_config_commands: counting("command"),
        ssh_authorized_keys: counting("key"),
        ssh_import_id: counting("id"),
        snap: { keys: { commands: counting("command"), assertions: counting("assertion") } },
        disable_root: {},
        disk_setup: { names: { pattern: DEVICE, allowed: TABLE_LAYOUT } },
        fqdn: matching(HOST),
        fs_setup: { item: FILE_SYSTEM },
        groups: {
            ...oneOrMore(USERS),
            item: { ...matching(USERS), names: { pattern: USER, allowed: oneOrMore(USERS) } },
            names: { pattern: USER, allowed: oneOrMore(USERS) },
        },
        growpart: { keys: { mode: WORDS, devices: oneOrMore(DEVICE) } },
        hostname: matching(HOST),
        keyboard: { keys: { layout: matching(/^[a-z,]{2,32}$/), model: matching(/^[a-z\d]{1,16}$/) } },
        locale: matching(/^[A-Za-z]{1,3}(?:_[A-Z]{2})?(?:\.[A-Za-z\d-]{1,12})?(?:@[a-z]{1,12})?$/),
        manage_etc_hosts: WORDS,
        mounts: { item: MOUNT },
        network: NETWORK,
        ntp: {
            keys: {
                ntp_client: WORDS,
                servers: oneOrMore(HOST_OR_ADDRESS),
                pools: oneOrMore(HOST_OR_ADDRESS),
                peers: oneOrMore(HOST_OR_ADDRESS),
                allow: oneOrMore(HOST_OR_ADDRESS),
            },
        },
        packages: {
            ...PACKAGE,
            item: { ...PACKAGE_ITEM, keys: { apt: { item: PACKAGE_ITEM }, snap: { item: PACKAGE_ITEM } } },
        },
        power_state: { keys: { mode: WORDS, delay: matching(/^(?:now|\+?\d{1,6})$/), timeout: matching(NUMBER) } },
        resolv_conf: {
            keys: {
                nameservers: oneOrMore(HOST_OR_ADDRESS),
                searchdomains: oneOrMore(HOST),
                domain: matching(HOST),
            },
        },
        set_hostname: matching(HOST),
        set_timezone: matching(/^[A-Za-z][\w/+ -]{1,48}$/),
        ssh_pwauth: matching(SWITCH),
        swap: { keys: { filename: matching(PATH), size: matching(SIZE), maxsize: matching(SIZE) } },
        timezone: matching(/^[A-Za-z][\w+-]{0,31}(?:\/[\w+-]{1,32}){0,2}$/),
        user: { ...matching(USER), ...USER_KEYS },
        users: {
            ...matching(USERS),
            item: { ...matching(USERS), ...USER_KEYS, item: matching(USER) },
            names: { pattern: USER, allowed: USER_KEYS },
        },
        write_files: { item: writeFiles(sizes) },
        yum_repos: { names: { pattern: SOURCE, allowed: {} } },
    },
});
