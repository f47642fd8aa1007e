import { entriesOf, fieldOf, itemsOf } from "../../json.ts";
import { usedItemType, usedType } from "../used-type.ts";
import { checkDocument } from "./document.ts";
import { type Findings, NONE, problem, together } from "./findings.ts";
import { readBounded } from "./read-bounded.ts";
import { checkTemplate } from "./template.ts";

const CLOUD_CONFIG = "text/cloud-config";
const TEMPLATE = "text/jinja2";
const ARCHIVE = "text/cloud-config-archive";

const inItem = (index: number, { problems, warnings }: Findings): Findings => {
    const placed = (reasons: readonly string[]): readonly string[] =>
        reasons.map((reason) => `item [${index}] of the archive, ${reason}`);
    return { problems: placed(problems), warnings: placed(warnings) };
};

/** Keys of an item that aren't headers. */
const ITEM_KEYS = ["filename", "launch-index"];

/** Why _explode_archive fails on an item; then cloud-init reads no part of the user data. */
const itemProblem = (item: unknown): string | undefined => {
    const { content = "", type, ...rest } = Object.fromEntries(entriesOf(item));
    if (typeof content !== "string") return "must have a text as its content";
    if (type && !(typeof type === "string" && type.includes("/")))
        return 'must have a media type as its type, e.g. "text/x-shellscript"';
    const headers = Object.entries(rest).filter(([key]) => !ITEM_KEYS.includes(key.toLowerCase()));
    return headers.every(([, value]) => typeof value === "string")
        ? undefined
        : "must not have a key other than content, type, filename and launch-index whose value isn't a text";
};

const DROPPED = ", or cloud-init drops all user data";

/** _explode_archive in cloudinit/user_data.py: a text or { content, type }; cloud-config if it has no known header. */
const checkItem = (item: unknown, ownKeys: readonly string[]): Findings => {
    const wrong = itemProblem(item);
    if (wrong !== undefined) return problem(wrong + DROPPED);
    const content = typeof item === "string" ? item : fieldOf(item, "content");
    if (typeof content !== "string") return NONE;
    const used = usedItemType(fieldOf(item, "type"), content);
    if (used === TEMPLATE) return checkTemplate(content, ownKeys);
    return used === CLOUD_CONFIG ? checkDocument(content) : NONE;
};

const checkArchive = (text: string, ownKeys: readonly string[]): Findings => {
    const read = readBounded(text);
    if (!("kind" in read)) return read;
    if (read.value === undefined || read.value === null) return NONE;
    if (!Array.isArray(read.value)) return problem("must be a list of parts; cloud-init ignores this archive");
    return together(itemsOf(read.value).map((item, index) => inItem(index, checkItem(item, ownKeys))));
};

/** Bytes of user data, and their declared type. */
export interface Declared {
    readonly bytes: Uint8Array;
    readonly type: string | undefined;
    /** The keys that the program adds to `meta_data.json`, which templates can use. */
    readonly ownKeys?: readonly string[];
}

const checkText = (text: string, { type: declared, ownKeys = [] }: Declared): Findings => {
    const type = usedType(declared, text);
    // A template isn't YAML until the guest fills it in with values only the guest has.
    if (type === TEMPLATE) return checkTemplate(text, ownKeys);
    if (type === CLOUD_CONFIG) return checkDocument(text);
    return type === ARCHIVE ? checkArchive(text, ownKeys) : NONE;
};

const decode = (bytes: Uint8Array): string | undefined => {
    try {
        return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
        return undefined;
    }
};

/** Checks all cloud-config in one piece of user data. */
export const checkContent = (declared: Declared): Findings => {
    const { bytes, type } = declared;
    const text = decode(bytes);
    if (text !== undefined) return checkText(text, declared);
    const lossy = Buffer.from(bytes.subarray(0, 64)).toString();
    return usedType(type, lossy) === CLOUD_CONFIG ? problem("isn't UTF-8, the only encoding cloud-init accepts") : NONE;
};
