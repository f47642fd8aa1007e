import { fieldOf, itemsOf } from "../../json.ts";
import { typeOf } from "../../mime.ts";
import { checkDocument } from "./document.ts";
import { type Findings, NONE, problem, together } from "./findings.ts";
import { readBounded } from "./read-bounded.ts";

const CLOUD_CONFIG = "text/cloud-config";
const ARCHIVE = "text/cloud-config-archive";

/** Declared types cloud-init overrides by the content: TYPE_NEEDED in cloudinit/user_data.py, and shell scripts. */
const DOUBTED = ["text/plain", "text/x-not-multipart", "application/octet-stream", "text/x-shellscript"];

/** The type cloud-init uses for a text. */
const typeFor = (declared: string | undefined, text: string): string => {
    const type = declared?.toLowerCase();
    return type === undefined || DOUBTED.includes(type) ? typeOf(text) : type;
};

const inItem = (index: number, { problems, warnings }: Findings): Findings => {
    const placed = (reasons: readonly string[]): readonly string[] =>
        reasons.map((reason) => `item [${index}] of the archive, ${reason}`);
    return { problems: placed(problems), warnings: placed(warnings) };
};

/** _explode_archive in cloudinit/user_data.py: a text or { content, type }; cloud-config if it has no known header. */
const checkItem = (item: unknown): Findings => {
    const content = typeof item === "string" ? item : fieldOf(item, "content");
    if (typeof content !== "string") return NONE;
    const type = fieldOf(item, "type");
    const guessed = typeOf(content) === "text/plain" ? CLOUD_CONFIG : typeOf(content);
    return (typeof type === "string" ? type : guessed) === CLOUD_CONFIG ? checkDocument(content) : NONE;
};

const checkArchive = (text: string): Findings => {
    const read = readBounded(text);
    if (!("kind" in read)) return read;
    if (read.value === undefined || read.value === null) return NONE;
    if (!Array.isArray(read.value)) return problem("must be a list of parts; cloud-init ignores this archive");
    return together(itemsOf(read.value).map((item, index) => inItem(index, checkItem(item))));
};

const checkText = (text: string, declared: string | undefined): Findings => {
    // A template isn't YAML until the guest fills it in with values only the guest has.
    const type = typeFor(declared, text);
    if (type === CLOUD_CONFIG) return checkDocument(text);
    return type === ARCHIVE ? checkArchive(text) : NONE;
};

const decode = (bytes: Uint8Array): string | undefined => {
    try {
        return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
        return undefined;
    }
};

/** Bytes of user data, and their declared type. */
export interface Declared {
    readonly bytes: Uint8Array;
    readonly type: string | undefined;
}

/** Checks all cloud-config in one piece of user data. */
export const checkContent = ({ bytes, type }: Declared): Findings => {
    const text = decode(bytes);
    if (text !== undefined) return checkText(text, type);
    const lossy = Buffer.from(bytes.subarray(0, 64)).toString();
    return typeFor(type, lossy) === CLOUD_CONFIG ? problem("isn't UTF-8, the only encoding cloud-init accepts") : NONE;
};
