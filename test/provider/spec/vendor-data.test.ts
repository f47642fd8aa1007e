import { describe, expect, it } from "vitest";
import { problemsIn, specOf } from "./reading.ts";

describe.each(["vendorData", "vendorData2", "ec2"] as const)("%s", (key) => {
    it("is written to the drive unchanged", () => {
        const document = { a: [null, { b: 1.5 }], "": "" };
        expect(specOf({ [key]: document })[key]).toBe(document);
    });

    it.each([
        [[], "must be an object, not a list"],
        ["{}", "must be an object, not a string"],
        [null, "must be an object, not null"],
    ])("rejects %j", (document, reason) => {
        expect(problemsIn({ [key]: document })).toEqual([`${key}: ${reason}`]);
    });
});
