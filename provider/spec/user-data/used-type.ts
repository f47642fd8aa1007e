import { typeOf } from "../mime.ts";

/** Declared types cloud-init overrides by the content: TYPE_NEEDED in cloudinit/user_data.py, and shell scripts. */
const DOUBTED = ["text/plain", "text/x-not-multipart", "application/octet-stream", "text/x-shellscript"];

/** The type cloud-init uses for a text. */
export const usedType = (declared: string | undefined, text: string): string => {
    const type = declared?.toLowerCase();
    return type === undefined || DOUBTED.includes(type) ? typeOf(text) : type;
};

/** The type cloud-init uses for an item of a cloud-config archive: _explode_archive in cloudinit/user_data.py. */
export const usedItemType = (declared: unknown, content: string): string => {
    if (typeof declared === "string") return declared;
    const guessed = typeOf(content);
    return guessed === "text/plain" ? "text/cloud-config" : guessed;
};
