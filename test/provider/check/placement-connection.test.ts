import { describe, expect, it } from "vitest";
import { checkPlacement } from "../../../provider/check/placement.ts";

const problems = (connection: string) => checkPlacement({ connection, volumePrefix: "web" });

describe("checkPlacement and the connection", () => {
    it.each([
        "qemu:///system",
        "qemu:///session",
        "qemu+ssh://root@[fd00::1]:2222/system?keyfile=/k",
        "qemu://kvm1/system",
        "qemu+tcp://kvm1/system",
        "test+unix:///default?socket=/s",
    ])("accepts %s on any machine", (connection) => {
        expect(problems(connection)).toEqual([]);
    });

    it("reports in the preview what is wrong, without the URI", () => {
        expect(problems("qemu+tls://root:hunter2@kvm1/system")).toEqual([
            { path: "connection", reason: "it contains a password. Remove it and set connectionPassword." },
        ]);
        expect(problems("qemu+ssh://kvm1/system?key_file=/k")).toMatchObject([
            { path: "connection", reason: expect.stringMatching(/^ssh has no parameter "key_file"\. Did you mean/) },
        ]);
    });
});
