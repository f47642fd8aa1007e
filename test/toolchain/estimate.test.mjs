import { expect, it } from "vitest";
import { inWords } from "./estimate.mjs";

it.each([
    [0, "less than a minute"],
    [29_000, "less than a minute"],
    [31_000, "about a minute"],
    [89_000, "about a minute"],
    [91_000, "about 2 minutes"],
    [840_000, "about 14 minutes"],
])("%d ms are %s", (ms, words) => {
    expect(inWords(ms)).toBe(words);
});
