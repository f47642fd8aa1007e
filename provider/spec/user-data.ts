import { z } from "zod";
import { UNKNOWN } from "../model/unknown.ts";
import { base64Bytes, textBytes } from "./base64.ts";
import { isObject } from "./json.ts";
import { isMergeType, NO_MERGE_TYPE } from "./merge-type.ts";
import { type MimePart, typeOf, writeMultipart } from "./mime.ts";
import { meantBy, wrongType } from "./reason.ts";
import { choose, closed, isBytes, never, type Schemas } from "./schema.ts";

/** The bytes of `user_data`, and whether violations of cloud-init's schema are errors. */
export interface UserDataContent {
    readonly userData: Uint8Array | undefined;
    readonly strictUserData: boolean | undefined;
}

// Only a bare type: a line break or a parameter would change the other headers of the message.
const contentType = z.string().regex(/^[\w.+-]+\/[\w.+-]+$/, {
    error: "must be a media type without parameters, e.g. text/cloud-config",
});

const filename = z.string().regex(/^[^\p{Cc}\p{Zl}\p{Zp}/\\]+$/u, {
    error: "must be a file name: not empty, and without slashes, control characters or line separators",
});

const mergeType = z
    .string()
    .regex(/^[ -~]+$/, { error: "must be one line of printable ASCII", abort: true })
    .refine(isMergeType, { error: NO_MERGE_TYPE });

const partText = choose<string>((value) =>
    isObject(value) ? never("must be a string, not an object; pass cloudConfig({ … })") : z.string(),
);

const knownPart = closed({
    content: partText,
    contentType: contentType.optional(),
    filename: filename.optional(),
    mergeType: mergeType.optional(),
}).transform(
    ({ content, ...headers }): MimePart => ({
        content,
        contentType: headers.contentType ?? typeOf(content),
        filename: headers.filename,
        mergeType: headers.mergeType,
    }),
);

const part = choose<MimePart>((value) =>
    typeof value === "string" && value !== UNKNOWN
        ? never("must be an object, not a string; write { content: … }")
        : knownPart,
);

const parts: z.ZodType<Uint8Array> = z
    .array(part)
    .refine((list) => list.length > 0, { error: "has no parts; omit userData instead" })
    .transform(writeMultipart);

/** Why an object can't be user data; undefined if it is meant as `{ base64 }` or as a part. */
const wrongObject = (value: Readonly<Record<string, unknown>>): string | undefined => {
    const keys = Object.keys(value);
    if (keys.length === 0 || isBytes(value)) return undefined;
    if (keys.some((key) => meantBy(key, ["base64", "content"]) !== undefined)) return undefined;
    return Object.hasOwn(value, "ignition")
        ? "is an object; pass the Ignition config as text: JSON.stringify({ … })"
        : 'is an object; pass cloudConfig({ … }), which writes it as cloud-config, or a text (in YAML, after "userData: |")';
};

const bytesOnly = (value: Readonly<Record<string, unknown>>): z.ZodType<Uint8Array> => {
    const reason = wrongObject(value);
    return reason === undefined ? base64Bytes : never(reason);
};

const userData = choose<Uint8Array>((value) => {
    if (typeof value === "string") return textBytes;
    if (Array.isArray(value)) return parts;
    return isObject(value) ? bytesOnly(value) : never(wrongType("a string, { base64 } or a list of parts", value));
});

/** The schema of the user data. */
export const userDataSchemas: Schemas<UserDataContent> = {
    userData: userData.optional(),
    strictUserData: z.boolean().optional(),
};
