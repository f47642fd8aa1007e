import { describe, expect, it } from "vitest";
import { checkDeclaration } from "../../../../provider/check/declaration.ts";
import { diffState } from "../../../../provider/check/diff.ts";
import type { RawInputs } from "../../../../provider/model/inputs.ts";
import { VERSION } from "../../../../provider/model/version.ts";
import { checkInputs } from "../../../support/check-inputs.ts";

const BASE: RawInputs = { connection: "qemu:///system", volumePrefix: "web-1", randomSeed: "c2l4dGVlbiBieXRlcyBvaw==" };
const WRONG = "#cloud-config\nruncmd: date\n";
const REASON = "line 2: runcmd must be a list, not a string";

const noBytes = (): Uint8Array => new Uint8Array();

describe("checkDeclaration", () => {
    it("rejects invalid cloud-config together with other problems", async () => {
        const news = { ...BASE, userData: WRONG, hostname: "web_1", bus: "pci" };
        const { inputs, problems } = await checkDeclaration({}, news, noBytes);
        expect(inputs).toEqual(news);
        expect(problems.map(({ path }) => path)).toEqual(["bus", "hostname", "userData"]);
        expect(problems.at(-1)?.reason).toBe(REASON);
    });

    it("gives all warnings along with what is wrong with cloud-config", async () => {
        const olds = { ...BASE, instanceId: "83679162-1378-4288-a2d4-70e13ec132aa" };
        const { problems, warnings } = await checkDeclaration(olds, { ...BASE, userData: WRONG }, noBytes);
        expect(problems.map(({ path }) => path)).toEqual(["userData"]);
        expect(warnings.map(({ path }) => path)).toEqual(["uuid"]);
    });

    it("equals checkInputs without findings, and records the version that found none", async () => {
        const news = { ...BASE, userData: "#cloud-config\nruncmd: [date]\n" };
        const { inputs, ...checked } = checkInputs({}, news, noBytes);
        const expected = { ...checked, inputs: { ...inputs, __checkedBy: VERSION } };
        expect(await checkDeclaration({}, news, noBytes)).toEqual(expected);
    });
});

describe("strictUserData", () => {
    it("turns errors into warnings, and isn't part of the image", async () => {
        const loose = { ...BASE, userData: WRONG, strictUserData: false };
        const { inputs, problems, warnings } = await checkDeclaration({}, loose, noBytes);
        expect(problems).toEqual([]);
        expect(warnings).toEqual([{ path: "userData", reason: REASON }]);
        const { imageDigest, volume } = checkInputs({}, { ...BASE, userData: WRONG }, noBytes).inputs;
        expect(imageDigest).toMatch(/^[0-9a-f]{64}$/);
        expect(inputs).toMatchObject({ imageDigest, volume, strictUserData: false });
    });

    it.each([
        [undefined, false],
        [true, false],
        [false, true],
        [false, undefined],
    ])("changes nothing if it goes from %s to %s", (before, after) => {
        const plan = (strictUserData: boolean | undefined): RawInputs => {
            const key = strictUserData === undefined ? {} : { strictUserData };
            return checkInputs({}, { ...BASE, userData: "#cloud-config\n", ...key }, noBytes).inputs;
        };
        expect(diffState(plan(before), plan(after))).toEqual({ changes: false, drift: "", replaces: [] });
    });

    it("must be a boolean", () => {
        const { problems } = checkInputs({}, { ...BASE, strictUserData: "no" }, noBytes);
        expect(problems).toEqual([{ path: "strictUserData", reason: "must be true or false, not a string" }]);
    });
});
