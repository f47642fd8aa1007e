import { typeOf } from "../mime.ts";
import type { Piece } from "./piece.ts";

const UNRUN = "so guests can't run the script";

/** What white space before a header does, by the type of the text. All other headers can follow white space. */
const REASONS: Readonly<Record<string, string>> = {
    // cloud-init writes the text to a file unchanged, and execve(2) requires "#!" as its first bytes.
    "text/x-shellscript": `has white space before "#!", ${UNRUN}; remove it`,
    // handlers/boot_hook.py only removes the header from the start, so "#!" isn't first in the file.
    "text/cloud-boothook": `has white space before "#cloud-boothook", ${UNRUN}; remove it`,
    // detect_template in cloudinit/templater.py only reads the first line.
    "text/jinja2": 'has white space before "## template: jinja", so cloud-init drops the template; remove it',
};

/** `_do_include` in cloudinit/user_data.py reads line by line. It skips blank lines, but not indentation. */
const INCLUDE = 'has white space before "#include", which cloud-init then takes for an address and fails; remove it';

/** The template's first line is removed, and nothing else. */
const SPACED_SCRIPT = /^##[^\n]*\n\s+#!/;

const TEMPLATE = `has white space between "## template: jinja" and "#!", ${UNRUN}; remove it`;

/** userdatautils.py of cloudbase-init. */
const WINDOWS = "has white space before its first line, so cloudbase-init doesn't recognise the script; remove it";

/** Headers that cloud-init only removes from the content in lower case: strip_prefix_suffix in cloudinit/util.py. */
const REMOVED: Readonly<Record<string, string>> = {
    "text/cloud-boothook": "#cloud-boothook",
    "text/cloud-config-jsonp": "#cloud-config-jsonp",
};

/** Why an upper-case header makes the piece useless. */
const upperCaseReason = (type: string, text: string): string | undefined => {
    const header = REMOVED[type];
    const start = text.trimStart().slice(0, header?.length);
    if (header === undefined || start === header || start.toLowerCase() !== header) return undefined;
    return `doesn't have "${header}" in lower case, so cloud-init doesn't use what follows; write the header in lower case`;
};

/** The type that cloud-init uses for a piece; TYPE_NEEDED in cloudinit/user_data.py, and scripts. */
const typeFor = ({ type }: Piece, text: string): string => {
    const declared = type?.toLowerCase();
    if (declared !== undefined && !/^text\/(?:plain|x-not-multipart|x-shellscript)$/.test(declared)) return declared;
    return typeOf(text);
};

/** Why guests can't use a piece because of white space before its header, or of an upper-case header. */
export const headerReason = (piece: Piece): string | undefined => {
    const text = Buffer.from(piece.bytes.subarray(0, 4096)).toString("utf8");
    if (piece.failure !== undefined) return undefined;
    const type = typeFor(piece, text);
    if (type === "text/jinja2" && SPACED_SCRIPT.test(text)) return TEMPLATE;
    // A byte order mark, which JavaScript also counts as white space, has its own rule.
    if (!/^[^\S\ufeff]/.test(text)) return upperCaseReason(type, text);
    if (/^text\/x-include(?:-once)?-url$/.test(type))
        return /(?:^|\n)[^\S\n]+#include/i.test(text) ? INCLUDE : undefined;
    if (/^\s+(?:#ps1(?:_sysnative|_x86)?|rem\s+cmd)\s/.test(text)) return WINDOWS;
    return REASONS[type] ?? upperCaseReason(type, text);
};
