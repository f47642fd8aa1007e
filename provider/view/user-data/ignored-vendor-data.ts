import type { RawInputs } from "../../model/inputs.ts";
import { entriesOf, isObject } from "../../spec/json.ts";
import type { PartKind, PartView } from "../drive-view.ts";
import type { Part } from "./part.ts";
import { partView } from "./part-view.ts";
import type { Sizes } from "./sizes.ts";

const KIND: PartKind = { name: "JSON without the key cloud-init, which cloud-init ignores", language: "json" };

/** Nova writes `{"static": {}}` if its operator sets no vendor data. */
const isEmpty = (document: unknown): boolean =>
    entriesOf(document).every(([key, value]) => key === "static" && isObject(value) && entriesOf(value).length === 0);

const partOf = (key: string, document: unknown): Part => {
    const text = JSON.stringify(document, undefined, 2);
    const place = key === "vendorData" ? "" : key;
    const bytes = new TextEncoder().encode(JSON.stringify(document));
    return { place, kind: KIND, bytes, text, failure: "", isSkipped: false, config: undefined };
};

/** Vendor data that is on the drive, but not for cloud-init: other programs can read it. */
export const ignoredVendorData = (inputs: RawInputs, sizes: Sizes, withSecrets: boolean): readonly PartView[] =>
    ["vendorData", "vendorData2"].flatMap((key) => {
        const document = inputs[key];
        if (!isObject(document) || Object.hasOwn(document, "cloud-init") || isEmpty(document)) return [];
        return [{ ...partView(partOf(key, document), sizes, withSecrets), outline: "" }];
    });
