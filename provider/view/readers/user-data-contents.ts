import type { RawInputs } from "../../model/inputs.ts";
import { ignitionOf, TALOS, WINDOWS_SCRIPT } from "../../spec/intended-guest.ts";
import { isBinary } from "../../spec/user-data/beginning.ts";
import { type Piece, piecesOf } from "../../spec/user-data/piece.ts";
import { usedType } from "../../spec/user-data/used-type.ts";
import type { Content } from "./reader.ts";

const BY_TYPE: Readonly<Record<string, Content>> = {
    "text/cloud-config": "cloudConfig",
    "text/cloud-config-archive": "archive",
    "text/cloud-config-jsonp": "patch",
    "text/cloud-boothook": "bootHook",
    "text/part-handler": "partHandler",
    "text/x-include-url": "include",
    "text/x-include-once-url": "include",
    "text/jinja2": "template",
};

/** cloud-init also has types for scripts that run at each boot, or once. */
const isScript = (type: string): boolean => type.startsWith("text/x-shellscript");

const ofType = (type: string): Content | undefined => {
    if (isScript(type)) return "script";
    return Object.hasOwn(BY_TYPE, type) ? BY_TYPE[type] : undefined;
};

/** A header is in the first bytes; a Talos configuration can have comments before it. */
const HEAD = 16 * 1024;

const contentOf = ({ bytes, type }: Piece): Content => {
    if (isBinary(bytes)) return "other";
    const text = Buffer.from(bytes).toString();
    const start = text.slice(0, HEAD).trimStart();
    const known = ofType(usedType(type, text));
    if (known !== undefined) return known;
    if (WINDOWS_SCRIPT.test(start)) return "windowsScript";
    // Without a header it is what it is declared to be.
    if (isScript((type ?? "").toLowerCase())) return "script";
    if (ignitionOf(text) !== undefined) return "ignition";
    return TALOS.test(start) ? "talos" : "other";
};

/** What the user data of a drive consists of, with the forms that it is in. */
export const contentsIn = (inputs: RawInputs): ReadonlySet<Content> => {
    const pieces = piecesOf(inputs).filter(({ path }) => path.startsWith("userData"));
    const forms = pieces.flatMap(({ form }): readonly Content[] => (form === "gzip" || form === "mime" ? [form] : []));
    const whole = pieces.filter(({ failure }) => failure === undefined);
    return new Set([...forms, ...whole.map(contentOf)]);
};
