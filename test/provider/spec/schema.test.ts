import { describe, expect, it } from "vitest";
import { z } from "zod";
import { UNKNOWN } from "../../../provider/model/unknown.ts";
import { choose, closed, never, open, problemsOf, verbatim, wholeNumber } from "../../../provider/spec/schema.ts";

const reasons = (schema: z.ZodType, value: unknown): readonly string[] =>
    problemsOf(schema, value).problems.map(({ path, reason }) => `${path}: ${reason}`);

describe("closed", () => {
    const schema = closed({ name: z.string(), age: wholeNumber.optional() });

    it("returns exactly its keys", () => {
        expect(problemsOf(schema, { name: "a", age: 1 })).toEqual({ value: { name: "a", age: 1 }, problems: [] });
    });

    it("reports unknown keys together with wrong values", () => {
        expect(reasons(schema, { nam: "a", age: 1.5 })).toEqual([
            "name: is missing; it must be a string",
            "age: must be a whole number",
            'nam: unknown key; did you mean "name"?',
        ]);
    });

    it("only reports the type of another kind of value", () => {
        expect(reasons(schema, [])).toEqual([": must be an object, not a list"]);
    });
});

describe("open", () => {
    const schema = open({ address: z.string(), mask: z.string().optional() });

    it("allows further keys", () => {
        expect(reasons(schema, { address: "a", metric: 5, maks: "b" })).toEqual([]);
    });

    it("recognises a misspelt required key", () => {
        expect(reasons(schema, { adress: "a" })).toEqual([
            "address: is missing; it must be a string",
            'adress: unknown key; did you mean "address"?',
        ]);
    });
});

describe("choose", () => {
    const schema = choose<unknown>((value) => (typeof value === "string" ? z.string() : z.array(wholeNumber)));

    it("only reports problems of the chosen shape", () => {
        expect(problemsOf(schema, "a")).toEqual({ value: "a", problems: [] });
        expect(reasons(schema, [1, "a"])).toEqual(["[1]: must be a number, not a string"]);
    });

    it("uses the reason of a rejection", () => {
        expect(
            reasons(
                choose<unknown>(() => never("is too late")),
                1,
            ),
        ).toEqual([": is too late"]);
    });
});

describe("verbatim", () => {
    it("returns the same document, including further keys", () => {
        const document = { a: 1, more: [{ b: null }] };
        expect(problemsOf(verbatim(open({ a: wholeNumber })), document).value).toBe(document);
    });

    it("rejects a document of another shape", () => {
        expect(reasons(verbatim(open({ a: wholeNumber })), { a: "1" })).toEqual(["a: must be a number, not a string"]);
        expect(reasons(verbatim(z.unknown()), 1)).toEqual([": must be an object, not a number"]);
    });
});

describe("problemsOf", () => {
    const schema = closed({ list: z.array(closed({ a: wholeNumber, b: z.enum(["x", "y"]) })) });

    it("omits findings that are only due to a value that isn't known yet", () => {
        expect(reasons(schema, { list: UNKNOWN })).toEqual([]);
        expect(reasons(schema, { list: [UNKNOWN, { a: UNKNOWN, b: "z" }] })).toEqual([
            'list[1].b: must be one of "x", "y"',
        ]);
    });
});
