import { describe, expect, it } from "vitest";
import { diffState } from "../../../provider/check/diff.ts";

const place = { connection: "qemu+tls://fred@kvm1/system", volumePrefix: "web" };

describe("diffState and the connection's password", () => {
    it.each([
        ["another", { connectionPassword: "old" }, { connectionPassword: "new" }],
        ["the first", {}, { connectionPassword: "new" }],
        ["none any more", { connectionPassword: "old" }, {}],
    ])("updates the state in place for %s", (_, state, news) => {
        expect(diffState({ ...place, ...state }, { ...place, ...news })).toEqual({
            changes: true,
            drift: "",
            replaces: [],
        });
    });

    it("reports no change if there is none", () => {
        const same = { ...place, connectionPassword: "old" };
        expect(diffState(same, same).changes).toBe(false);
        expect(diffState(place, place).changes).toBe(false);
    });
});
