import type { RawInputs } from "../../provider/model/inputs.ts";
import { keysIn, WrongKeys } from "../../provider/spec/authorized-keys.ts";
import { cloudConfigArgs, mergeTypeArgs, readFunctionArgs, textArgs } from "../../provider/spec/function-args.ts";
import { cloudConfigText } from "../../provider/spec/user-data/cloud-config-text.ts";
import { mergeType as mergeTypeOf } from "../../provider/spec/user-data/merge-type-of.ts";
import { shortened } from "../../provider/spec/user-data/shortened.ts";
import type { Answer } from "./answer.ts";

/** User data for cloud-init from an object. */
export const cloudConfig = (args: RawInputs): Answer => {
    const read = readFunctionArgs(cloudConfigArgs, args);
    return "problems" in read ? read : { results: { result: cloudConfigText(read.value.config) } };
};

const base64Of = (text: string): string => {
    const short = shortened(text);
    return typeof short === "string" ? Buffer.from(short).toString("base64") : short.base64;
};

/** User data, compressed if that makes it shorter. Always base64: several languages have no type for a text or bytes. */
export const gzipped = (args: RawInputs): Answer => {
    const read = readFunctionArgs(textArgs, args);
    return "problems" in read ? read : { results: { base64: base64Of(read.value.text) } };
};

/** How cloud-init merges a part of the user data into the earlier ones. */
export const mergeType = (args: RawInputs): Answer => {
    const read = readFunctionArgs(mergeTypeArgs, args);
    return "problems" in read ? read : { results: { result: mergeTypeOf(read.value) } };
};

/** The keys of an `authorized_keys` file. */
export const publicKeysOf = (args: RawInputs): Answer => {
    const read = readFunctionArgs(textArgs, args);
    if ("problems" in read) return read;
    try {
        return { results: { result: keysIn(read.value.text) } };
    } catch (error) {
        if (error instanceof WrongKeys) return { problems: [{ path: "text", reason: error.message }] };
        throw error;
    }
};
