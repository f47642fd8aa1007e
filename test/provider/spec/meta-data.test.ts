import { describe, expect, it } from "vitest";
import { problemsIn, specOf, warningsIn } from "./reading.ts";

describe("the plain values of meta_data.json", () => {
    it.each([
        [{ uuid: "web-1" }, "uuid: must be a UUID, e.g. 83679162-1378-4288-a2d4-70e13ec132aa"],
        [{ uuid: null }, "uuid: must be a string, not null"],
        [{ hostname: ["web"] }, "hostname: must be a string, not a list"],
        [{ availabilityZone: 7 }, "availabilityZone: must be a string, not a number"],
        [{ launchIndex: "1" }, "launchIndex: must be a number, not a string"],
        [{ launchIndex: 1.5 }, "launchIndex: must be a whole number"],
        [{ launchIndex: -1 }, "launchIndex: must be 0 or more"],
        [{ launchIndex: 1e300 }, "launchIndex: must be a whole number"],
        [{ projectId: {} }, "projectId: must be a string, not an object"],
        [{ meta: ["a"] }, "meta: must be an object, not a list"],
        [{ meta: null }, "meta: must be an object, not null"],
        [{ meta: { "cpu count": 2 } }, 'meta["cpu count"]: must be a string, not a number'],
        [{ adminPassword: 1234 }, "adminPassword: must be a string, not a number"],
        [{ randomSeed: "" }, "randomSeed: is empty; use null to omit it"],
        [{ dedicatedCpus: 2 }, "dedicatedCpus: must be a list, not a number"],
        [{ dedicatedCpus: [0, 0.5] }, "dedicatedCpus[1]: must be a whole number"],
    ])("rejects %j", (inputs, problem) => {
        expect(problemsIn(inputs)).toEqual([problem]);
    });

    it("rejects a random seed that isn't base64, without showing it", () => {
        expect(problemsIn({ randomSeed: "tell-nobody" })).toEqual([
            "randomSeed: isn't base64: use only A-Z a-z 0-9 + /, pad it with = to a multiple of 4, and omit line breaks",
        ]);
    });

    it("accepts null for no zone and no seed", () => {
        expect(specOf({ availabilityZone: null, randomSeed: null }).metaData).toMatchObject({
            availabilityZone: null,
            randomSeed: undefined,
        });
    });

    it("warns that secrets can be guessed without a seed", () => {
        const warning =
            "randomSeed: is null, so others can guess the drive's secrets from its digests, which aren't secret; set at least 16 random bytes in base64 (the resource generates them if you omit randomSeed)";
        expect(warningsIn({ randomSeed: null, adminPassword: "p" })).toEqual([warning]);
        expect(warningsIn({ randomSeed: null, hostname: "web" })).toEqual([]);
        expect(warningsIn({ adminPassword: "p" })).toEqual([]);
    });
});
