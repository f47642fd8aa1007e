import { describe, expect, it } from "vitest";
import { declareFound } from "../../../provider/lifecycle/import/declare.ts";
import type { RawInputs } from "../../../provider/model/inputs.ts";
import { ConfigDriveError } from "../../../provider/text/errors.ts";

const refusal = async (more: RawInputs): Promise<string> => {
    const inputs = { connection: "qemu:///system", pool: "default", volumePrefix: "web 1", ...more };
    const error = await declareFound(inputs, "import", (size) => new Uint8Array(size)).catch((each: unknown) => each);
    if (error instanceof ConfigDriveError) return `${error.code}: ${error.message}`;
    throw new Error(`not refused: ${String(error)}`);
};

describe("a drive that no declaration can describe", () => {
    it("can be taken over in its domain, but not in a pool", async () => {
        const reason = expect.stringContaining(
            "not-importable: import: no ConfigDrive can declare this drive: volumePrefix: ",
        );
        const messages = [await refusal({}), await refusal({ domain: "web-1" })];
        expect(messages).toEqual([reason, reason]);
        expect(messages[0]).toMatch(/\. Create a new drive instead\.$/);
        expect(messages[1]).toMatch(/\. Create a new drive instead; adopt: true takes this one over\.$/);
    });
});
