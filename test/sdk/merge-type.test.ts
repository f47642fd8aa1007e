import { describe, expect, it } from "vitest";
import { type MergeTypeArgs, mergeType } from "../../sdk/index.ts";
import { problemsIn } from "../provider/spec/reading.ts";

/** Words that cloud-init would pass over; the compiler fails where one of them is taken. */
const wrong: readonly MergeTypeArgs[] = [
    // @ts-expect-error cloud-init replaces elements one by one, which nobody means.
    { lists: "replace" },
    // @ts-expect-error A string has no beginning to be put before.
    { texts: "prepend" },
    // @ts-expect-error There are no other kinds of values to choose for.
    { numbers: "replace" },
];

describe("mergeType", () => {
    it("writes cloud-init's words", () => {
        expect(mergeType({})).toBe("list(append)+dict(no_replace,recurse_list,recurse_str)+str()");
        expect(mergeType({ lists: "keep", texts: "keep" })).toBe("list()+dict(no_replace)+str()");
    });

    it("writes what a part takes, for all choices there are", () => {
        const written = (["append", "prepend", "keep"] as const).flatMap((lists) =>
            (["replace", "append", "keep"] as const).map((texts) => mergeType({ lists, texts })),
        );
        expect(new Set(written).size).toBe(9);
        const userData = written.map((how) => ({ content: "#cloud-config\n", mergeType: how }));
        expect(problemsIn({ userData })).toEqual([]);
        expect(wrong).toHaveLength(3);
    });
});
