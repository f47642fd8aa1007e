import { describe, expect, it } from "vitest";
import { problemsIn } from "./reading.ts";

const REASON =
    "has an output inside its text, which Pulumi can't fill in there; build the text with pulumi.interpolate or apply";

/** What a template literal makes of an output; sdk/nodejs/output.ts says more after it. */
const text = "Calling [toString] on an [Output<T>] is not supported.\n\nTo get the value of an Output<T> as …";

describe("an output inside a text", () => {
    it("is reported wherever it is", () => {
        const found = problemsIn({
            userData: `#!/bin/sh\necho ${text}\n`,
            files: { "/etc/motd": { content: text } },
            vendorData: { list: [{ deep: text.replace("toString", "toJSON") }] },
            hostname: "web-1",
        });
        expect(found).toEqual([
            `userData: ${REASON}`,
            `vendorData.list[0].deep: ${REASON}`,
            `files["/etc/motd"].content: ${REASON}`,
        ]);
    });
});
