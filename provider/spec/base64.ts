import { z } from "zod";
import { type Content, FileContent } from "../formats/entries/content.ts";
import { isObject } from "./json.ts";
import { wrongType } from "./reason.ts";
import { choose, closed, never } from "./schema.ts";

/** Whether a text is base64 in its canonical form: RFC 4648 section 4, padded, without line breaks. */
export const isBase64 = (text: string): boolean =>
    text.length % 4 === 0 && Buffer.from(text, "base64").toString("base64") === text;

/** The reason for a text that isn't base64; never shows the text. */
export const NOT_BASE64 =
    "isn't base64: use only A-Z a-z 0-9 + /, pad it with = to a multiple of 4, and omit line breaks";

const decoded: z.ZodType<Uint8Array> = z.string().transform((text, context) => {
    if (isBase64(text)) return new Uint8Array(Buffer.from(text, "base64"));
    context.addIssue({ code: "custom", message: NOT_BASE64 });
    return z.NEVER;
});

/** The UTF-8 bytes of a text. */
export const textBytes: z.ZodType<Uint8Array> = z.string().transform((text) => new TextEncoder().encode(text));

/** The bytes of `{ base64 }`. */
export const base64Bytes: z.ZodType<Uint8Array> = closed({ base64: decoded }).transform(({ base64 }) => base64);

/** Settings of a file that a config drive can't carry. */
const PLACES: readonly string[] = ["mode", "owner", "group", "permissions", "user", "uid", "gid"];

const elsewhere = (key: string): string | undefined =>
    PLACES.includes(key)
        ? "can't be set on a config drive; write the file with write_files in cloud-config, which has permissions and owner"
        : undefined;

const base64File = closed({ base64: decoded }, elsewhere).transform(({ base64 }) => base64);

const contentFile = closed({ content: textBytes }, elsewhere).transform(({ content }) => content);

const undecided = (reason: string): z.ZodType<never> =>
    closed({ content: z.unknown().optional(), base64: z.unknown().optional() }).transform((_, context): never => {
        context.addIssue({ code: "custom", message: reason });
        return z.NEVER;
    });

const onDisk: z.ZodType<FileContent> = z.instanceof(FileContent);

/** The content of a file: `{ content }`, `{ base64 }` or a file on disk. */
export const fileContent: z.ZodType<Content> = choose<Content>((value) => {
    if (value instanceof FileContent) return onDisk;
    if (!isObject(value)) {
        const advice = typeof value === "string" ? "; write { content: … }" : "";
        return never(`${wrongType("an object with content or base64", value)}${advice}`);
    }
    const { content, base64 } = value;
    if (content !== undefined && base64 !== undefined) return undecided("has both content and base64; set only one");
    if (content !== undefined) return contentFile;
    return base64 !== undefined ? base64File : undecided("requires content, base64 or an asset");
});
