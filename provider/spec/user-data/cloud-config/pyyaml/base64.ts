import { decodeAsPython } from "../../python-base64.ts";

/**
 * The bytes of `!!binary`, each as a character; cloud-init's validator accepts bytes as a string. Undefined where Python
 * raises an exception.
 */
export const readBinary = (text: string): string | undefined => {
    const bytes = decodeAsPython(text);
    return bytes === undefined ? undefined : Buffer.from(bytes).toString("latin1");
};
