import type { RawInputs } from "../../model/inputs.ts";
import { UNKNOWN } from "../../model/unknown.ts";
import { isBase64 } from "../base64.ts";
import { fieldOf, itemsOf } from "../json.ts";
import { type Path, showPath } from "../path.ts";

/** How the inputs declare a content: as text, as bytes, as an item of a list of parts, or as vendor data. */
export type Form = "text" | "bytes" | "part" | "vendor";

/** A text or bytes a guest's first-boot program reads. */
export interface Content {
    /** Its path in the inputs. */
    readonly path: string;
    readonly form: Form;
    readonly bytes: Uint8Array;
    /** Its declared type, which a guest can ignore. */
    readonly type: string | undefined;
}

const known = (value: unknown): string | undefined =>
    typeof value === "string" && value !== UNKNOWN ? value : undefined;

const ofText = (path: Path, form: Form, value: unknown, type?: unknown): readonly Content[] => {
    const text = known(value);
    if (text === undefined) return [];
    return [{ path: showPath(path), form, bytes: new TextEncoder().encode(text), type: known(type) }];
};

const ofUser = (userData: unknown): readonly Content[] => {
    const base64 = known(fieldOf(userData, "base64"));
    if (base64 !== undefined && isBase64(base64)) {
        const bytes = new Uint8Array(Buffer.from(base64, "base64"));
        return [{ path: "userData", form: "bytes", bytes, type: undefined }];
    }
    const parts = itemsOf(userData).flatMap((part, index) =>
        ofText(["userData", index, "content"], "part", fieldOf(part, "content"), fieldOf(part, "contentType")),
    );
    return [...ofText(["userData"], "text", userData), ...parts];
};

const ofVendor = (inputs: RawInputs): readonly Content[] =>
    (["vendorData", "vendorData2"] as const).flatMap((key) => {
        const value = fieldOf(inputs[key], "cloud-init");
        const items = itemsOf(value).flatMap((item, index) => ofText([key, "cloud-init", index], "vendor", item));
        return [...ofText([key, "cloud-init"], "vendor", value), ...items];
    });

/** All known contents of user data, and of equivalent vendor data. */
export const contentsOf = (inputs: RawInputs): readonly Content[] => [
    ...ofUser(inputs["userData"]),
    ...ofVendor(inputs),
];
