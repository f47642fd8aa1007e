import { distance } from "../../text/nearest.ts";
import { typeOf } from "../mime.ts";
import { isRecognised } from "./beginning.ts";

const HEADER = "#cloud-config";

/** Its own rule reports a header with a space. */
const SPACED = /^#[ \t]+cloud-config\b/i;

const names = (text: string): ReadonlySet<string> => new Set(text.split(" "));

/** Keys of cloud-config that no other text for a guest has at the top. */
const KEYS = names(
    "apt bootcmd ca_certs chpasswd disk_setup final_message fs_setup growpart manage_etc_hosts ntp package_update " +
        "package_reboot_if_required package_upgrade packages power_state runcmd ssh_authorized_keys ssh_import_id " +
        "ssh_pwauth users write_files yum_repos",
);

/** Other keys of cloud-config. Appliances and Kubernetes have texts with some of both kinds, and with keys of their own. */
const COMMON = names(
    "disable_root fqdn groups hostname keyboard locale merge_how merge_type mounts network output password " +
        "phone_home preserve_hostname prefer_fqdn_over_hostname random_seed resize_rootfs resolv_conf snap ssh " +
        "ssh_deletekeys ssh_keys swap timezone user",
);

const TOP_KEY = /^([A-Za-z_][\w-]*):(?:\s|$)|^\{\s*"([\w-]+)"\s*:/gm;

/** Whether all keys at the top of a text are cloud-config's, and one is no other program's. */
const looksLikeConfig = (text: string): boolean => {
    const keys = Array.from(text.matchAll(TOP_KEY), ([, yaml, json]) => yaml ?? json ?? "");
    return keys.some((key) => KEYS.has(key)) && keys.every((key) => KEYS.has(key) || COMMON.has(key));
};

/** Headers other than cloud-config's, as people mistype them. */
const OTHERS: readonly (readonly [RegExp, string])[] = [
    [/^#+[ \t]*template[ \t]*:[ \t]*jinja\b/i, "## template: jinja"],
    [/^!#[ \t]*\//, "#!"],
];

/** How much of a text is searched for keys. */
const HEAD = 4096;

const isMistyped = (start: string): boolean => {
    const [line = ""] = start.slice(0, 64).split(/[\r\n]/);
    const word = line.trim().toLowerCase();
    return !SPACED.test(word) && distance(word, HEADER) <= 2;
};

const mistyped = (header: string): string =>
    `starts with a mistyped header, so guests ignore all of it; write "${header}"`;

/** Why guests ignore a text that is almost cloud-config; undefined for any other text. */
export const nearMiss = (text: string): string | undefined => {
    const start = text.trimStart();
    if (start.toLowerCase().startsWith(HEADER)) return undefined;
    if (isMistyped(start)) return mistyped(HEADER);
    if (typeOf(start) !== "text/plain" || SPACED.test(start)) return undefined;
    const other = OTHERS.find(([pattern]) => pattern.test(start));
    if (other !== undefined) return mistyped(other[1]);
    if (isRecognised(start) || !looksLikeConfig(start.slice(0, HEAD))) return undefined;
    return `looks like cloud-config but doesn't start with "${HEADER}", so guests ignore all of it; add that line at the top`;
};
