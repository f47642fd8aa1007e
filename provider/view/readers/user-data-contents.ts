import type { RawInputs } from "../../model/inputs.ts";
import { ignitionOf, TALOS, WINDOWS_SCRIPT } from "../../spec/intended-guest.ts";
import { typeOf } from "../../spec/mime.ts";
import { isBinary } from "../../spec/user-data/beginning.ts";
import { type Piece, piecesOf } from "../../spec/user-data/piece.ts";
import type { Content } from "./reader.ts";

const BY_TYPE: Readonly<Record<string, Content>> = {
    "text/cloud-config": "cloudConfig",
    "text/cloud-config-archive": "cloudConfig",
    "text/cloud-config-jsonp": "cloudConfig",
    "text/cloud-boothook": "script",
    "text/x-shellscript": "script",
    "text/jinja2": "template",
};

/** A header is in the first bytes; a Talos configuration can have comments before it. */
const HEAD = 16 * 1024;

const contentOf = ({ bytes, type }: Piece): Content => {
    if (isBinary(bytes)) return "other";
    const text = Buffer.from(bytes).toString();
    const start = text.slice(0, HEAD).trimStart();
    if (WINDOWS_SCRIPT.test(start)) return "windowsScript";
    const declared = BY_TYPE[(type ?? "").toLowerCase()] ?? BY_TYPE[typeOf(start)];
    if (declared !== undefined) return declared;
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
