import { type Allowed, counting, matching, oneOrMore } from "../allowed.ts";
import { counted } from "../node.ts";
import { DEVICE, HOST, HOST_OR_ADDRESS, NUMBER, OWNER, PATH, SIZE, SOURCE, USER, USERS, WORD } from "../shapes.ts";
import { NETWORK } from "./network.ts";
import { packageName } from "./package-name.ts";
import { octalMode, sizeOf } from "./write-files.ts";

const WORDS = oneOrMore(WORD);

const PACKAGE: Allowed = { show: packageName };

const PACKAGES: Allowed = { ...PACKAGE, item: { ...PACKAGE, item: PACKAGE } };

/** `ALL=(ALL) NOPASSWD:ALL` and the like. A rule can name commands with arguments, which aren't shown. */
const SUDO =
    /^(?:ALL|%?[\w-]{1,32}) ?= ?(?:\((?:ALL|[\w-]{1,32})(?::(?:ALL|[\w-]{1,32}))?\) ?)?(?:(?:NO)?PASSWD: ?)?ALL$/;

const USER_KEYS: Allowed = {
    ...matching(USERS),
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

const WRITE_FILES: Allowed = {
    keys: {
        path: matching(/^[^\p{Cc}]{1,4096}$/u),
        permissions: { show: (mode) => octalMode(mode) || undefined },
        owner: matching(OWNER),
        encoding: matching(/^(?:b64|base64|gz|gzip|(?:gz|gzip)\+(?:b64|base64)|text\/plain)$/i),
        content: {
            note: (_, file) => {
                const size = sizeOf(file);
                return size === undefined ? "" : counted(size, "byte");
            },
        },
    },
};

const MOUNT_OPTIONS =
    /^(?:defaults|auto|noauto|nofail|ro|rw|noatime|nodiratime|relatime|nosuid|nodev|noexec|discard|sw|bind|_netdev|comment=cloudconfig|x-systemd\.[a-z-]+(?:=[a-z.-]+)?)(?:,(?:defaults|auto|noauto|nofail|ro|rw|noatime|nodiratime|relatime|nosuid|nodev|noexec|discard|sw|bind|_netdev|comment=cloudconfig|x-systemd\.[a-z-]+(?:=[a-z.-]+)?))*$/;

/** A field of a mount: a device, a place, a type, options that hold no password, or a number. */
const MOUNT: Allowed = {
    item: {
        show: (field) => {
            const text = String(field);
            const isSafe = [DEVICE, PATH, WORD, NUMBER, MOUNT_OPTIONS].some((pattern) => pattern.test(text));
            return isSafe && !text.includes("//") ? field : undefined;
        },
    },
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
        filesystem: matching(/^[a-z\d]{2,10}$/),
        device: matching(DEVICE),
        partition: matching(/^(?:auto|any|none|\d{1,3})$/),
        replace_fs: matching(/^[a-z\d]{2,10}$/),
    },
};

/** What of each key of a cloud-config can be shown. Any other key shows its structure. */
export const CLOUD_CONFIG_ALLOWED: Allowed = {
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
        packages: { ...PACKAGES, item: { ...PACKAGES, keys: { apt: PACKAGES, snap: PACKAGES } } },
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
        ssh_pwauth: WORDS,
        swap: { keys: { filename: matching(PATH), size: matching(SIZE), maxsize: matching(SIZE) } },
        timezone: matching(/^[A-Za-z][\w+-]{0,31}(?:\/[\w+-]{1,32}){0,2}$/),
        user: USER_KEYS,
        users: {
            ...matching(USERS),
            item: { ...USER_KEYS, item: matching(USER) },
            names: { pattern: USER, allowed: USER_KEYS },
        },
        write_files: { item: WRITE_FILES },
        yum_repos: { names: { pattern: SOURCE, allowed: {} } },
    },
};
