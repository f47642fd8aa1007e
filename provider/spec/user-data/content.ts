import type { RawInputs } from "../../model/inputs.ts";
import { UNKNOWN } from "../../model/unknown.ts";
import { isBase64 } from "../base64.ts";
import { fieldOf, itemsOf } from "../json.ts";
import { type Path, showPath } from "../path.ts";

/** A text or bytes a guest's first-boot program reads, with the path in the inputs. */
export interface Content {
    readonly path: string;
    readonly bytes: Uint8Array;
}

/** A content with its declared type, which a guest can ignore. */
export interface TypedContent extends Content {
    readonly type: string | undefined;
}

const known = (value: unknown): string | undefined =>
    typeof value === "string" && value !== UNKNOWN ? value : undefined;

const ofText = (path: Path, value: unknown): readonly Content[] => {
    const text = known(value);
    return text === undefined ? [] : [{ path: showPath(path), bytes: new TextEncoder().encode(text) }];
};

// A part with a declared type goes to the handler of that type, regardless of its beginning.
const isGuessed = (part: unknown): boolean => {
    const type = fieldOf(part, "contentType");
    return type === undefined || type === "text/plain";
};

const ofVendor = (inputs: RawInputs): readonly Content[] =>
    (["vendorData", "vendorData2"] as const).flatMap((key) =>
        ofText([key, "cloud-init"], fieldOf(inputs[key], "cloud-init")),
    );

const ofUser = (userData: unknown): readonly Content[] => {
    const base64 = known(fieldOf(userData, "base64"));
    if (base64 !== undefined && isBase64(base64)) {
        return [{ path: "userData", bytes: new Uint8Array(Buffer.from(base64, "base64")) }];
    }
    const parts = itemsOf(userData).flatMap((part, index) =>
        isGuessed(part) ? ofText(["userData", index, "content"], fieldOf(part, "content")) : [],
    );
    return [...ofText(["userData"], userData), ...parts];
};

/** The known contents of user data, and of equivalent vendor data, whose type depends on their beginning. */
export const contentsOf = (inputs: RawInputs): readonly Content[] => [
    ...ofUser(inputs["userData"]),
    ...ofVendor(inputs),
];

const typed = (contents: readonly Content[], type?: unknown): readonly TypedContent[] =>
    contents.map((content) => ({ ...content, type: typeof type === "string" ? type : undefined }));

const ofVendorLists = (inputs: RawInputs): readonly Content[] =>
    (["vendorData", "vendorData2"] as const).flatMap((key) =>
        itemsOf(fieldOf(inputs[key], "cloud-init")).flatMap((item, index) => ofText([key, "cloud-init", index], item)),
    );

/** All known contents, including those with a declared type and the texts in lists of vendor data. */
export const typedContentsOf = (inputs: RawInputs): readonly TypedContent[] => {
    const { userData } = inputs;
    const parts = itemsOf(userData).flatMap((part, index) =>
        typed(ofText(["userData", index, "content"], fieldOf(part, "content")), fieldOf(part, "contentType")),
    );
    const whole = Array.isArray(userData) ? [] : ofUser(userData);
    return [...typed(whole), ...parts, ...typed(ofVendor(inputs)), ...typed(ofVendorLists(inputs))];
};
