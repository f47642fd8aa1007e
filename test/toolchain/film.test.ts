import { readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { DOMParser } from "@xmldom/xmldom";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CLEAR, castText, lengthOf, readCast } from "./film/cast.mjs";
import { cutFilm } from "./film/cut.mjs";
import { pictureOf } from "./film/picture.mjs";
import { pageOf } from "./film/rows.mjs";
import { piecesOf, rowsOf } from "./film/styled-text.mjs";

const repository = resolve(import.meta.dirname, "..", "..");
const read = (path: string): string => readFileSync(join(repository, path), "utf8");

const filmOf = (...outputs: readonly (readonly [number, string])[]) => ({
    width: 10,
    height: 3,
    title: "a film",
    outputs: outputs.map(([at, text]) => ({ at, text })),
});

describe("the film of the demo", () => {
    const text = read("docs/images/demo.cast");
    const cast = readCast(text);
    const shown = cast.outputs.map(({ text: output }) => output).join("");

    it("is asciicast v2, in the order of time", () => {
        const [header, ...events] = text
            .trimEnd()
            .split("\n")
            .map((line) => JSON.parse(line));
        expect(header).toEqual({ version: 2, width: 100, height: 28, title: expect.any(String) });
        for (const event of events) expect(event).toEqual([expect.any(Number), "o", expect.any(String)]);
        const times = cast.outputs.map(({ at }) => at);
        expect(times).toEqual(times.toSorted((one, other) => one - other));
        expect(castText(cast)).toBe(text);
    });

    it("is a minute long at most", () => {
        expect(lengthOf(cast)).toBeGreaterThan(20);
        expect(lengthOf(cast)).toBeLessThanOrEqual(60);
    });

    it("names no folder of the machine where it was made", () => {
        for (const path of ["/tmp", "/root", "/home", "/var/cache", "/srv", "session?socket"]) {
            expect(shown).not.toContain(path);
        }
    });

    it("shows what the demo says today, from the first heading to the last", () => {
        const [, up = ""] = /^async function up\(\).*\n([\s\S]*?)^}/m.exec(read("test/toolchain/demo.ts")) ?? [];
        const said = [...up.matchAll(/(?:title|say)\((["`])(.*)\1\);/g)].map(([, , words = ""]) => words);
        expect(said.length).toBeGreaterThan(6);
        // What a run fills in stands between the parts; the commands for the guest are said one by one.
        const parts = said.flatMap((words) => words.replaceAll('\\"', '"').split(/\$\{.*?\}|\\n/)).filter(Boolean);
        expect(parts.filter((part) => !shown.includes(part))).toEqual([]);
        for (const command of ["npm run demo", "pulumi up", "npx config-drive watch", "pulumi preview"]) {
            expect(shown).toContain(`$ ${command}`);
        }
        expect(shown).toContain(": the first boot is done, as its agent says.");
    });

    it("is the picture in the README, which stays small", () => {
        expect(read("docs/images/demo.svg")).toBe(pictureOf(cast));
        expect(statSync(join(repository, "docs/images/demo.svg")).size).toBeLessThan(200_000);
    });
});

describe("readCast", () => {
    it("leaves out what was typed, and knows no other version", () => {
        const events = [`[1,"i","ls"]`, `[2,"o","file"]`];
        const header = { version: 2, width: 80, height: 24, env: { SHELL: "/bin/sh" } };
        const { width, outputs } = readCast([JSON.stringify(header), ...events].join("\n"));
        expect([width, outputs]).toEqual([80, [{ at: 2, text: "file" }]]);
        expect(() => readCast('{ "version": 3 }')).toThrow("The recording is asciicast 3, not 2.");
    });
});

describe("cutFilm", () => {
    const cut = (...outputs: readonly (readonly [number, string])[]) =>
        cutFilm(filmOf(...outputs), [["/srv/secret", "~"]]).outputs;

    it("begins at the first heading, ends before the last line, and shortens waits", () => {
        const outputs = cut(
            [0, "Set-up\r\n"],
            [5, "\r\n== One"],
            [9, " /srv/secret/file\r\n"],
            [99, "two\r\nthree\r\n"],
            [100, "Total time: 100 s\r\n"],
        );
        expect(outputs.map(({ text }) => text)).toEqual([
            "$ npm run demo\r\n",
            "\r\n",
            "== One ~/file\r\n",
            "two\r\n",
            "three\r\n",
            "",
        ]);
        const waits = outputs.map(({ at }, index) => at - (outputs[index - 1]?.at ?? 0));
        expect(Math.max(...waits.slice(0, -1))).toBe(1.5);
        expect(Math.min(...waits.slice(2))).toBeGreaterThan(0.1);
    });

    it("keeps lines that a program replaces, and drops what it asks the terminal", () => {
        const outputs = cut(
            [1, "\x1b]11;?\x07\x1b[6n== One\r\n"],
            [2, `${CLEAR}1 %`],
            [3, `${CLEAR}2 %`],
            [4, CLEAR],
            [5, "done\r\n"],
        );
        expect(outputs.slice(2, -1).map(({ text }) => text)).toEqual([
            "== One\r\n",
            `${CLEAR}1 %`,
            `${CLEAR}2 %`,
            `${CLEAR}done\r\n`,
        ]);
    });
});

describe("cutFilm, of a guest that boots slowly", () => {
    it("stays short", () => {
        const counts = Array.from({ length: 100 }, (_, index) => [index * 6, `${CLEAR}${index * 6} s`] as const);
        const { outputs } = cutFilm(filmOf([0, "== One\r\n"], ...counts, [600, `${CLEAR}done\r\n`]), []);
        const shown = outputs.filter(({ text }) => text.startsWith(CLEAR)).map(({ text }) => text.slice(CLEAR.length));
        expect(shown).toEqual(["0 s", "102 s", "204 s", "306 s", "408 s", "510 s", "done\r\n"]);
        expect(outputs.at(-1)?.at).toBeLessThan(12);
    });
});

describe("piecesOf", () => {
    it("tells apart what is bold and what is coloured", () => {
        expect(piecesOf("a\x1b[1m\x1b[38;5;2mb\x1b[0mc\x1b[93md\x1b[39me")).toEqual([
            { text: "a", bold: false, colour: undefined },
            { text: "b", bold: true, colour: 2 },
            { text: "c", bold: false, colour: undefined },
            { text: "d", bold: false, colour: 11 },
            { text: "e", bold: false, colour: undefined },
        ]);
    });

    it("fails on a sequence that moves the cursor", () => {
        expect(() => piecesOf("a\x1b[2Ab")).toThrowErrorMatchingInlineSnapshot(
            `[Error: The film can't show "\\u001b[2A" in: a[2Ab]`,
        );
    });

    it("loses no character when a terminal breaks the line", () => {
        const line = fc.string({ unit: fc.constantFrom("a", " ", "é", "\u{1f980}", "\x1b[1m", "\x1b[0m") });
        fc.assert(
            fc.property(line, fc.integer({ min: 1, max: 9 }), (text, width) => {
                const rows = rowsOf(piecesOf(text), width).map((pieces) => pieces.map((piece) => piece.text).join(""));
                expect(rows.join("")).toBe(text.replaceAll("\x1b[1m", "").replaceAll("\x1b[0m", ""));
                for (const row of rows.slice(0, -1)) expect([...row].length).toBe(width);
                expect([...(rows.at(-1) ?? "")].length).toBeLessThanOrEqual(width);
            }),
        );
    });
});

describe("pageOf", () => {
    it("has each line in its place, and where another replaces it for how long", () => {
        const { rows, lengths } = pageOf(
            filmOf([0, "one\r\n"], [1, `${CLEAR}1 %`], [2, `${CLEAR}a long line!\r\n`], [4, ""]),
        );
        expect(rows.map(({ row, pieces, shown }) => [row, pieces[0]?.text, shown])).toEqual([
            [0, "one", undefined],
            [1, "1 %", { from: 1, to: 2 }],
            [1, "a long lin", undefined],
            [2, "e!", undefined],
        ]);
        expect(lengths).toEqual([
            { at: 0, rows: 1 },
            { at: 1, rows: 2 },
            { at: 2, rows: 3 },
        ]);
    });
});

describe("pictureOf", () => {
    it("is XML with the text as it was, whatever it is", () => {
        const character = fc.constantFrom("<", "&", ">", '"', "]]>", "a", " ");
        fc.assert(
            fc.property(
                fc.array(fc.string({ unit: character, minLength: 1, maxLength: 8 }), { minLength: 1 }),
                (lines) => {
                    const svg = pictureOf(
                        filmOf(...lines.map((line, at) => [at, `${line}\r\n`] as const), [lines.length, ""]),
                    );
                    const page = new DOMParser({
                        onError: (_level, message) => {
                            throw new Error(message);
                        },
                    }).parseFromString(svg, "image/svg+xml");
                    const drawn = [...page.getElementsByTagName("text")].map(({ textContent }) => textContent);
                    expect(drawn.join("")).toBe(lines.join(""));
                },
            ),
        );
    });

    it("moves only for those who want that, and ends with the last rows", () => {
        const svg = pictureOf(filmOf(...[0, 1, 2, 3].map((at) => [at, `${at}\r\n`] as const), [5, ""]));
        const [before = "", after = ""] = svg.split("@media (prefers-reduced-motion:no-preference){");
        expect(before).toContain(".lines{transform:translateY(-19px)}");
        expect(before).not.toContain("animation:");
        expect(after).toContain(".lines{animation:lines 5s step-end infinite}");
        expect(svg).not.toMatch(/<script|http:(?!\/\/www\.w3\.org\/2000\/svg")/);
    });
});
