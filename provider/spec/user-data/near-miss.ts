import { distance } from "../../text/nearest.ts";
import { typeOf } from "../mime.ts";
import { isRecognised } from "./beginning.ts";

const HEADER = "#cloud-config";

/** Its own rule reports a header with a space. */
const SPACED = /^#[ \t]+cloud-config\b/i;

/** Keys of cloud-config that no other text for a guest starts a line with. */
const KEYS = [
    ...[
        "apt",
        "bootcmd",
        "ca_certs",
        "chpasswd",
        "disk_setup",
        "final_message",
        "fs_setup",
        "growpart",
        "manage_etc_hosts",
    ],
    ...["ntp", "package_reboot_if_required", "package_update", "package_upgrade", "packages", "power_state", "runcmd"],
    ...["ssh_authorized_keys", "ssh_import_id", "ssh_pwauth", "users", "write_files", "yum_repos"],
].join("|");

const LOOKS_LIKE = new RegExp(`^(?:${KEYS}):(?:\\s|$)|^\\{\\s*"(?:${KEYS})"\\s*:`, "m");

/** How much of a text is searched for keys. */
const HEAD = 4096;

const isMistyped = (start: string): boolean => {
    const [line = ""] = start.slice(0, 64).split(/[\r\n]/);
    const word = line.trim().toLowerCase();
    return !SPACED.test(word) && distance(word, HEADER) <= 2;
};

/** Why guests ignore a text that is almost cloud-config; undefined for any other text. */
export const nearMiss = (text: string): string | undefined => {
    const start = text.trimStart();
    if (start.toLowerCase().startsWith(HEADER)) return undefined;
    if (isMistyped(start)) return `starts with a mistyped header, so guests ignore all of it; write "${HEADER}"`;
    if (typeOf(start) !== "text/plain" || isRecognised(start) || !LOOKS_LIKE.test(start.slice(0, HEAD)))
        return undefined;
    return `looks like cloud-config but doesn't start with "${HEADER}", so guests ignore all of it; add that line at the top`;
};
