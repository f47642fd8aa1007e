import { z } from "zod";
import type { JsonObject, RawInputs } from "../model/inputs.ts";
import { UNKNOWN } from "../model/unknown.ts";
import { entriesOf, fieldOf, itemsOf } from "./json.ts";
import { type Path, showPath } from "./path.ts";
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

/** The only key of vendor data that cloud-init looks for. */
const KEY = "cloud-init";

/** Whether cloud-init accepts a value: convert_vendordata in cloudinit/sources/__init__.py. Empty ones count as absent. */
const isRead = (value: unknown): boolean =>
    !value || typeof value === "string" || Array.isArray(value) || JSON.stringify(value) === "{}";

const readByCloudInit = (key: "vendorData" | "vendorData2"): Rule => ({
    severity: "error",
    find: (inputs) => {
        const value = fieldOf(inputs[key], KEY);
        if (value === UNKNOWN || isRead(value)) return [];
        const reason = `must be a string or a list of strings: cloud-init drops ${kindOf(value)}; write "#cloud-config\\n" followed by YAML`;
        return [{ path: showPath([key, KEY]), reason }];
    },
});

/** The paths below a value at which an object has the key `cloud-init`. */
const nestedIn = (value: unknown, path: Path): readonly Path[] => {
    const own = fieldOf(value, KEY) === undefined ? [] : [[...path, KEY]];
    const members = entriesOf(value).filter(([key]) => key !== KEY);
    return [
        ...own,
        ...members.flatMap(([key, member]) => nestedIn(member, [...path, key])),
        ...itemsOf(value).flatMap((item, index) => nestedIn(item, [...path, index])),
    ];
};

/** Nova itself repeats all of `vendorData` in `vendorData2.static`, so cloud-init has read this. */
const isRepeated = ([input, first]: Path, { vendorData }: RawInputs): boolean =>
    input === "vendorData2" && first === "static" && fieldOf(vendorData, KEY) !== undefined;

// convert_vendordata only reads the top level, also of the answers of Nova's dynamic vendor data.
const lostInside: Rule = {
    severity: "warning",
    find: (inputs) =>
        (["vendorData", "vendorData2"] as const)
            .flatMap((input) => entriesOf(inputs[input]).flatMap(([key, value]) => nestedIn(value, [input, key])))
            .filter((path) => !path.slice(0, -1).includes(KEY) && !isRepeated(path, inputs))
            .map((path) => {
                const place = showPath([...path.slice(0, 1), KEY]);
                const reason = `isn't read by cloud-init, which only looks for this key at the top level; move it to ${place}`;
                return { path: showPath(path), reason };
            }),
};

/** The rules about vendor data. */
export const vendorDataRules: readonly Rule[] = [
    readByCloudInit("vendorData"),
    readByCloudInit("vendorData2"),
    lostInside,
];
