import { fieldOf, isObject, itemsOf } from "../../../spec/json.ts";
import type { GuestFileView } from "../../drive-view.ts";
import { guestPath } from "../guest-path.ts";
import { OWNER } from "../shapes.ts";
import type { Sizes } from "../sizes.ts";

const DEFAULT_MODE = 0o644;

/** `decode_perms` in cloudinit/config/cc_write_files.py: YAML's numbers are the mode itself, texts are octal. */
const modeOf = (permissions: unknown): number => {
    if (typeof permissions === "boolean") return Number(permissions);
    if (typeof permissions === "number") return Number.isFinite(permissions) ? Math.trunc(permissions) : DEFAULT_MODE;
    const text = typeof permissions === "string" ? permissions.trim() : "";
    const [, sign, digits] = /^([-+]?)(?:0[oO]_?)?([0-7]+(?:_[0-7]+)*)$/.exec(text) ?? [];
    if (digits === undefined) return DEFAULT_MODE;
    const mode = Number.parseInt(digits.replaceAll("_", ""), 8);
    return sign === "-" ? -mode : mode;
};

/** The mode in octal; empty if cloud-init leaves it as it is, or can't set it. */
export const octalMode = (permissions: unknown): string => {
    const mode = modeOf(permissions);
    return mode > 0 && mode <= 0o7777 ? mode.toString(8).padStart(4, "0") : "";
};

const isNobody = (name: string): boolean => name === "" || name === "-1" || name.toLowerCase() === "none";

/** `extract_usergroup` in cloudinit/util.py; who isn't named is root, as cloud-init is. */
const ownerOf = (owner: unknown): string => {
    const text = owner === undefined || owner === "" || owner === null ? "root:root" : owner;
    if (typeof text !== "string" || !OWNER.test(text)) return "";
    const [user = "", group = ""] = text.split(":").map((name) => name.trim());
    return [user, group].map((name) => (isNobody(name) ? "root" : name)).join(":");
};

/** The files that a cloud-config writes; undefined for each whose path can't be shown. */
export const filesIn = (config: unknown, sizes: Sizes): readonly (GuestFileView | undefined)[] =>
    itemsOf(fieldOf(config, "write_files"))
        .filter(isObject)
        .filter(({ path }) => Boolean(path))
        .map((file) => {
            const path = guestPath(file["path"]);
            if (path === undefined) return undefined;
            return {
                path,
                size: sizes.ofWritten(file),
                mode: octalMode(file["permissions"]),
                owner: ownerOf(file["owner"]),
                source: "write_files",
                digest: sizes.digest(file["encoding"], file["content"], fieldOf(file["source"], "uri")),
            };
        });
