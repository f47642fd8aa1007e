import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scrub } from "../../../provider/guest/scrub.ts";
import { SEED } from "../../support/seed.ts";

/** Secrets of random characters, as passwords and keys have them, and such with spaces, quotes and other letters. */
const secret = fc.oneof(
    fc.string({ minLength: 12, maxLength: 40, unit: fc.constantFrom(..."abcXYZ0189+/=_-$.") }),
    fc.string({ minLength: 12, maxLength: 40, unit: fc.constantFrom(..."qwzQWZ79 '\"\\%\n\täßЖ漢🔑{}*?[](|)") }),
);

/** What no secret above has. */
const SAID = "Kommando: mkfs --mount; ohne Erfolg: ";

const jsonOf = (text: string): string => JSON.stringify(text);

/** Python's repr of a text. */
const reprOf = (text: string): string => {
    const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
    const inner = text
        .replaceAll("\\", "\\\\")
        .replaceAll("\n", "\\n")
        .replaceAll("\t", "\\t")
        .replaceAll(quote, `\\${quote}`);
    return `${quote}${inner}${quote}`;
};

/** Python's repr of the UTF-8 bytes of a text. */
const bytesReprOf = (text: string): string => {
    const hex = (byte: number): string => `\\x${byte.toString(16).padStart(2, "0")}`;
    const inner = [...Buffer.from(text)].map((byte) =>
        byte < 32 || byte > 126 || byte === 39 || byte === 92 ? hex(byte) : String.fromCharCode(byte),
    );
    return `b'${inner.join("")}'`;
};

const asciiJsonOf = (text: string): string =>
    jsonOf(text).replaceAll(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

const base64Of = (encoding: BufferEncoding, before: string) => (text: string) =>
    Buffer.from(`${before}${text}`, encoding).toString("base64");

const WAYS: Readonly<Record<string, (text: string) => string>> = {
    "as it is": (text) => text,
    "on one line": (text) => text.replaceAll(/\s+/g, " "),
    "in upper case": (text) => text.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase()),
    "in JSON": jsonOf,
    "in JSON of ASCII": asciiJsonOf,
    "in JSON in JSON": (text) => jsonOf(jsonOf(text)),
    "in Python's repr": reprOf,
    "in Python's repr of bytes": bytesReprOf,
    "in JSON of Python's repr": (text) => jsonOf(reprOf(text)),
    "percent-encoded": encodeURIComponent,
    "in base64": base64Of("utf8", ""),
    "in base64, one byte later": base64Of("utf8", "u"),
    "in base64, two bytes later": base64Of("utf8", "u:"),
    "in base64 for URLs": (text) => Buffer.from(text).toString("base64url"),
    "in base64 for PowerShell": base64Of("utf16le", ""),
    "in an address": (text) => `https://user:${encodeURIComponent(text)}@example.org/`,
};

const isSound = (text: string): boolean => !/\p{Surrogate}/u.test(text);

describe("a message", () => {
    it.each(Object.entries(WAYS))("doesn't keep a secret that it quotes %s", (_, way) => {
        fc.assert(
            fc.property(fc.array(secret, { minLength: 1, maxLength: 3 }), fc.nat(), (secrets, pick) => {
                const chosen = secrets[pick % secrets.length] ?? "";
                const quoted = way(chosen.trim());
                fc.pre(quoted !== "" && chosen.trim().length >= 8);
                const scrubbed = scrub(`${SAID}${quoted} ${SAID}`, secrets);
                expect(scrubbed.startsWith(SAID.trimEnd())).toBe(true);
                expect(scrubbed).toContain("[secret]");
                const left = scrubbed.replaceAll(SAID.trim(), "").replaceAll("[secret]", " ");
                // Quotes and what is around an address stay.
                expect(left.replaceAll(/https:\/\/|@example\.org\/|user:|b'|["'\\\s]/g, "")).toBe("");
            }),
            { seed: SEED, numRuns: 300 },
        );
    });

    it("doesn't keep eight characters of a secret that it quotes in part", () => {
        fc.assert(
            fc.property(secret, fc.nat(), fc.integer({ min: 8, max: 40 }), (whole, start, length) => {
                const part = whole
                    .slice(start % Math.max(whole.length - 8, 1))
                    .slice(0, length)
                    .trim();
                fc.pre(isSound(part) && part.replaceAll(/\s+/g, " ").length >= 8);
                for (const quoted of [part, jsonOf(part), reprOf(part)]) {
                    const left = scrub(`${SAID}${quoted}`, [whole]).slice(SAID.length - 1);
                    expect(left.replaceAll("[secret]", " ").replaceAll(/["'\s\\]/g, "")).toBe("");
                }
            }),
            { seed: SEED, numRuns: 500 },
        );
    });

    it("stays as it is without a secret", () => {
        const letters = fc.string({
            maxLength: 200,
            unit: fc.constantFrom(..."ABCDEFabcdef 0123\\n\\x41%20'\"\n://."),
        });
        const others = fc.string({ minLength: 4, maxLength: 40, unit: fc.constantFrom(..."qrstuvwyzQRST789 -_+") });
        fc.assert(
            fc.property(letters, fc.array(others), (text, secrets) => {
                expect(scrub(text, secrets)).toBe(text);
                expect(scrub(text, [])).toBe(text);
            }),
            { seed: SEED, numRuns: 300 },
        );
    });

    it.each([
        ["overlapping secrets", "xx hunter2-alpha-beta yy", ["hunter2-alpha", "2-alpha-beta"], "xx [secret] yy"],
        ["a short secret, as a word of its own", "pin 4711 isn't 47110", ["4711"], "pin [secret] isn't 47110"],
        ["a secret of six, anywhere", "xs3cr3ty", ["s3cr3t"], "x[secret]y"],
        ["a word of a secret", "admin: hunter2?", ["password is hunter2! now"], "admin: [secret]?"],
        ["no ordinary word of a secret", "no server said so", ["ask a server for s0mething"], "no server said so"],
        ["no secret too short to tell", "a b c abc", ["abc", ""], "a b c abc"],
        ["expressions", "a.*b+c?(d)[e] abbbcde", ["a.*b+c?(d)[e]"], "[secret] abbbcde"],
        ["an unknown password in an address", "git clone https://me:pa/x@h", [], "git clone https://me:pa/x@h"],
        ["an unknown password", "clone https://me:p%40ss@host/x", [], "clone https://[secret]@host/x"],
        ["an unknown token", "clone https://ghp_0123456789abcdef@host/x", [], "clone https://[secret]@host/x"],
        ["no user", "ssh://root@host:22/ mail a@b.c", [], "ssh://root@host:22/ mail a@b.c"],
    ])("handles %s", (_, text, secrets, expected) => {
        expect(scrub(text, secrets)).toBe(expected);
    });

    it("takes a time that doesn't grow with the product of its length and the secrets'", () => {
        const random = (length: number, letters: string): string =>
            Array.from({ length }, (_, at) =>
                letters.charAt((Math.imul(at + length, 0x9e3779b1) >>> 7) % letters.length),
            ).join("");
        const hostile = ["a", " ", "\\", "%", "://", "A0", "/", "://a:@", "'\\''", "!!!!!!!a", "\\u0041", "\n"];
        const texts = [random(16_384, "ab12 \n"), ...hostile.map((text) => text.repeat(16_384 / text.length))];
        const secrets = texts.flatMap((text) => [text, ...text.split(" ").slice(0, 5000)]);
        const before = process.cpuUsage().user;
        for (const text of texts) scrub(text, secrets);
        // 13 texts of 16 KiB, against secrets of 300 KiB: the product is 6 · 10^10.
        expect((process.cpuUsage().user - before) / 1e6).toBeLessThan(10);
    });
});
