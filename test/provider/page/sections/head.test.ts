import { describe, expect, it } from "vitest";
import { GENEROUS } from "../../../../provider/page/limits.ts";
import { headMarkup } from "../../../../provider/page/sections/head.ts";
import type { Fact } from "../../../../provider/view/drive-view.ts";
import { emptyGuest, emptyView, fact } from "../views.ts";

const hostIn = (facts: readonly Fact[]): string | undefined => {
    const left = { ...emptyView, guest: { ...emptyGuest, facts } };
    return /<p class="host">([^<]*)/.exec(String(headMarkup({ left, right: undefined, limits: GENEROUS }, 0)))?.[1];
};

const HOST = fact("hostname", "Host name", "web-1");

describe("the head of a page", () => {
    it("shows the host name that the guest gets, beside the metadata's if that isn't it", () => {
        expect(hostIn([])).toBeUndefined();
        expect(hostIn([HOST])).toBe("web-1");
        const own = fact("user data, part 2: hostname", "Host name set by user data, part 2", "app-1");
        expect(hostIn([HOST, own])).toBe("app-1 (user data, part 2); web-1 in the metadata");
        expect(hostIn([own])).toBe("app-1 (user data, part 2)");
    });

    it("takes no value of the metadata's own for a host name of user data", () => {
        expect(hostIn([HOST, fact('meta["user data: hostname"]', "x", "y")])).toBe("web-1");
    });
});
