import { fieldOf, isObject, itemsOf } from "../../../spec/json.ts";
import { decodedSize } from "../../../spec/user-data/cloud-config/encoded-content.ts";
import type { GuestFileView } from "../../drive-view.ts";
import { OWNER } from "../shapes.ts";

const DEFAULT_MODE = 0o644;

/** `decode_perms` in cloudinit/config/cc_write_files.py: YAML's numbers are the mode itself, texts are octal. */
const modeOf = (permissions: unknown): number => {
    if (typeof permissions === "boolean") return Number(permissions);
    if (typeof permissions === "number") return Number.isFinite(permissions) ? Math.trunc(permissions) : DEFAULT_MODE;
    const [, digits] =
        /^\s*\+?(?:0[oO]_?)?([0-7]+(?:_[0-7]+)*)\s*$/.exec(typeof permissions === "string" ? permissions : "") ?? [];
    return digits === undefined ? DEFAULT_MODE : Number.parseInt(digits.replaceAll("_", ""), 8);
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

/** The size of what cloud-init writes; undefined if it is only known in the guest. */
export const sizeOf = (file: unknown): number | undefined => {
    const source = fieldOf(fieldOf(file, "source"), "uri");
    if (source !== undefined && source !== null && source !== "") return undefined;
    const content = fieldOf(file, "content");
    if (content === undefined || content === null) return 0;
    return decodedSize(content, fieldOf(file, "encoding"));
};

/** The files that a cloud-config writes; undefined for each whose path can't be shown. */
export const filesIn = (config: unknown): readonly (GuestFileView | undefined)[] =>
    itemsOf(fieldOf(config, "write_files"))
        .filter(isObject)
        .filter((file) => Boolean(file["path"]))
        .map((file) => {
            const { path, permissions, owner } = file;
            // Longer than PATH_MAX, so no guest can write it.
            if (typeof path !== "string" || path.length > 4096) return undefined;
            return {
                path,
                size: sizeOf(file),
                mode: octalMode(permissions),
                owner: ownerOf(owner),
                source: "write_files",
            };
        });
