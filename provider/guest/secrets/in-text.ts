import { isSecretName } from "../../model/secrets.ts";
import { entriesOf, fieldOf } from "../../spec/json.ts";
import { isGzip } from "../../spec/user-data/beginning.ts";
import { readBounded } from "../../spec/user-data/cloud-config/read-bounded.ts";
import { unpack } from "../../spec/user-data/gunzip.ts";
import { decodeAsPython } from "../../spec/user-data/python-base64.ts";
import { secretsInScript } from "./in-script.ts";
import { isPlainWord } from "./plain-word.ts";

/** Settings whose values messages need and that are no secrets. */
const HARMLESS: ReadonlySet<string> = new Set([
    ...["packages", "path", "owner", "permissions", "encoding", "timezone", "locale", "shell", "groups", "sudo"],
    ...["name", "type"],
]);

/** Settings that are commands. */
const COMMANDS: ReadonlySet<string> = new Set(["runcmd", "bootcmd"]);

/** A text in a text in a text. */
const DEEPEST = 3;

/** How a value is read. */
interface Context {
    readonly kind: "value" | "command" | "secret";
    /** How many texts it is in. */
    readonly depth: number;
}

const within = (key: string, context: Context): Context => {
    if (isSecretName(key)) return { ...context, kind: "secret" };
    return COMMANDS.has(key) ? { ...context, kind: "command" } : context;
};

/** The text of a content that is encoded, as `write_files` has it. */
const decodedContent = (content: string): string => {
    const bytes = decodeAsPython(content);
    const found = bytes !== undefined && isGzip(bytes) ? unpack(bytes) : undefined;
    return Buffer.from((found?.kind === "bytes" ? found.bytes : bytes) ?? []).toString();
};

/** The text of a data URL, as Ignition's files have it. */
const textOfUrl = (url: string): string => {
    const comma = url.indexOf(",");
    const data = url.slice(comma + 1);
    if (/;base64$/i.test(url.slice(0, comma))) return decodedContent(data);
    try {
        return decodeURIComponent(data);
    } catch {
        return data;
    }
};

/** `user:password`, and the password alone. */
const inSecret = (text: string): readonly string[] =>
    text.split(/[\r\n]+/).flatMap((line) => [line.trim(), line.slice(line.indexOf(":") + 1).trim()]);

const inString = (text: string, context: Context): readonly string[] => {
    if (/^data:[^,]{0,200},/.test(text)) return [text, ...inText(textOfUrl(text), context.depth + 1)];
    if (context.kind === "secret") return inSecret(text);
    if (/[\r\n]/.test(text.trim())) return inText(text, context.depth + 1);
    if (context.kind === "command") return secretsInScript(text);
    return isPlainWord(text) ? [] : [text.trim()];
};

const inMember = (object: unknown, key: string, value: unknown, context: Context): readonly string[] => {
    const isEncoded = /b64|base64/i.test(String(fieldOf(object, "encoding")));
    if (isEncoded && typeof value === "string" && (key === "content" || key === "data"))
        return [value, ...inText(decodedContent(value), context.depth + 1)];
    if (HARMLESS.has(key)) return [];
    return inValue(value, within(key, context));
};

const inValue = (value: unknown, context: Context): readonly string[] => {
    if (typeof value === "string") return inString(value, context);
    if (typeof value === "number")
        return context.kind === "secret" ? [String(value)] : inString(String(value), context);
    if (Array.isArray(value)) return value.flatMap((item) => inValue(item, context));
    return entriesOf(value).flatMap(([key, member]) => inMember(value, key, member, context));
};

/** The value of a document in YAML or JSON; undefined if all of it is needed: in comments, or in values that are replaced. */
const documentIn = (text: string): unknown => {
    if (text.startsWith("#!")) return undefined;
    const read = readBounded(text);
    const isWhole = "kind" in read && read.duplicate === undefined;
    return isWhole && typeof read.value === "object" ? read.value : undefined;
};

/**
 * What can be a secret in a text: of a document in YAML or JSON the values, except those that messages need; of any
 * other text its words.
 */
export const inText = (text: string, depth: number = 0): readonly string[] => {
    const document = depth < DEEPEST ? documentIn(text) : undefined;
    return document ? inValue(document, { kind: "value", depth }) : secretsInScript(text);
};

/** What can be a secret in a document. */
export const inDocument = (value: unknown): readonly string[] => inValue(value, { kind: "value", depth: 0 });
