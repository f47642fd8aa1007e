import { z } from "zod";
import type { JsonObject } from "../inputs.ts";
import { type Schemas, verbatim } from "./schema.ts";

/** The documents that go on the drive as they are. */
export interface VendorDataContent {
    readonly vendorData: JsonObject | undefined;
    readonly vendorData2: JsonObject | undefined;
    readonly ec2: JsonObject | undefined;
}

const anyObject = verbatim(z.looseObject({}));

/** The schemas of the documents that go on the drive as they are. */
export const vendorDataSchemas: Schemas<VendorDataContent> = {
    vendorData: anyObject.optional(),
    vendorData2: anyObject.optional(),
    ec2: anyObject.optional(),
};
