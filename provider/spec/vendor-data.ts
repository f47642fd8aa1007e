import { z } from "zod";
import type { JsonObject } from "../model/inputs.ts";
import { UNKNOWN } from "../model/unknown.ts";
import { fieldOf } from "./json.ts";
import { showPath } from "./path.ts";
import { kindOf } from "./reason.ts";
import type { Rule } from "./rule.ts";
import { type Schemas, verbatim } from "./schema.ts";

/** The documents that are written to the drive unchanged. */
export interface VendorDataContent {
    readonly vendorData: JsonObject | undefined;
    readonly vendorData2: JsonObject | undefined;
    readonly ec2: JsonObject | undefined;
}

const anyObject = verbatim(z.looseObject({}));

/** The schemas of the documents that are written to the drive unchanged. */
export const vendorDataSchemas: Schemas<VendorDataContent> = {
    vendorData: anyObject.optional(),
    vendorData2: anyObject.optional(),
    ec2: anyObject.optional(),
};

/** Whether cloud-init accepts a value: convert_vendordata in cloudinit/sources/__init__.py. Empty ones count as absent. */
const isRead = (value: unknown): boolean =>
    !value || typeof value === "string" || Array.isArray(value) || JSON.stringify(value) === "{}";

const readByCloudInit = (key: "vendorData" | "vendorData2"): Rule => ({
    severity: "error",
    find: (inputs) => {
        const value = fieldOf(inputs[key], "cloud-init");
        if (value === UNKNOWN || isRead(value)) return [];
        const reason = `must be a string or a list of strings: cloud-init drops ${kindOf(value)}; write "#cloud-config\\n" followed by YAML`;
        return [{ path: showPath([key, "cloud-init"]), reason }];
    },
});

/** The rules about vendor data. */
export const vendorDataRules: readonly Rule[] = [readByCloudInit("vendorData"), readByCloudInit("vendorData2")];
