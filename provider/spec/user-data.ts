import { z } from "zod";
import { base64Bytes, textBytes } from "./base64.ts";
import { isObject } from "./json.ts";
import { isMergeType, NO_MERGE_TYPE } from "./merge-type.ts";
import { type MimePart, typeOf, writeMultipart } from "./mime.ts";
import { wrongType } from "./reason.ts";
import { choose, closed, never, type Schemas } from "./schema.ts";

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

const part: z.ZodType<MimePart> = closed({
    content: z.string(),
    contentType: contentType.optional(),
    filename: filename.optional(),
    mergeType: mergeType.optional(),
}).transform(({ content, ...headers }) => ({
    content,
    contentType: headers.contentType ?? typeOf(content),
    filename: headers.filename,
    mergeType: headers.mergeType,
}));

const parts: z.ZodType<Uint8Array> = z
    .array(part)
    .refine((list) => list.length > 0, { error: "has no parts; omit userData instead" })
    .transform(writeMultipart);

const userData = choose<Uint8Array>((value) => {
    if (typeof value === "string") return textBytes;
    if (Array.isArray(value)) return parts;
    return isObject(value) ? base64Bytes : never(wrongType("a string, { base64 } or a list of parts", value));
});

/** The schema of the user data. */
export const userDataSchemas: Schemas<UserDataContent> = {
    userData: userData.optional(),
    strictUserData: z.boolean().optional(),
};
