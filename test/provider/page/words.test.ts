import { describe, expect, it } from "vitest";
import { clipped } from "../../../provider/page/limits.ts";
import { counted, listed, sized } from "../../../provider/page/words.ts";

describe("words", () => {
    it.each([
        [0, "0 bytes"],
        [1, "1 byte"],
        [1023, "1,023 bytes"],
        [1024, "1.0 KiB"],
        [126_976, "124 KiB"],
        [8_388_608, "8.0 MiB"],
        [5 * 1024 ** 4, "5.0 TiB"],
        [5 * 1024 ** 5, "5120 TiB"],
    ])("writes %d bytes as %s", (bytes, expected) => {
        expect(sized(bytes)).toBe(expected);
    });

    it("counts things and lists words", () => {
        expect([counted(1, "key"), counted(2, "key"), counted(1, "differs", "differ")]).toEqual([
            "1 key",
            "2 keys",
            "1 differs",
        ]);
        expect([listed([]), listed(["a"]), listed(["a", "b", "c"])]).toEqual(["", "a", "a, b and c"]);
    });
});

describe("clipped", () => {
    it("cuts the middle out of a long text", () => {
        expect(clipped("0123456789", 10)).toBe("0123456789");
        expect(clipped("0123456789x", 10)).toBe("01234…789x");
        expect(clipped("x".repeat(1000), 24).length).toBe(24);
    });
});
