import { describe, expect, it } from "vitest";
import { compareBytes } from "../../../provider/tree/file-tree.ts";

describe("compareBytes", () => {
    it("orders by UTF-8, unlike JavaScript", () => {
        expect(["\u{10000}", "\uffff", "b", "B", "a/b", "a-b", "10", "9", ""].sort(compareBytes)).toEqual([
            ...["", "10", "9", "B", "a-b", "a/b", "b", "\uffff", "\u{10000}"],
        ]);
    });
});
