import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { html, joined, trusted } from "../../../provider/page/html.ts";
import { visible } from "../../../provider/page/visible.ts";
import { files, read } from "../../architecture/source.ts";
import { anyText } from "./hostile.ts";

const plain = (markup: string): string =>
    markup
        .replaceAll("&lt;", "<")
        .replaceAll("&gt;", ">")
        .replaceAll("&quot;", '"')
        .replaceAll("&#39;", "'")
        .replaceAll("&amp;", "&");

describe("html", () => {
    it("escapes any text, so that a browser gets it back", () => {
        fc.assert(
            fc.property(anyText, (text) => {
                const markup = String(html`${text}`);
                expect(markup).not.toMatch(/[<>"']/);
                expect(plain(markup)).toBe(visible(text));
            }),
        );
    });

    it("leaves its own markup, joins lists and omits what is undefined or false", () => {
        const items = ["<a>", "b"].map((text) => html`<li>${text}</li>`);
        expect(String(html`<ul>${items}</ul>${undefined}${false}${0}${""}`)).toBe(
            "<ul><li>&lt;a&gt;</li><li>b</li></ul>0",
        );
        expect(String(html`${joined(["a", "b", "c"], html`<br>`)}`)).toBe("a<br>b<br>c");
        expect(String(html`${trusted("<i>")}`)).toBe("<i>");
    });

    it("takes text for markup only where this package or highlight.js wrote it", () => {
        const users = files.filter((file) => file.startsWith("provider/page/") && /\btrusted\(/.test(read(file)));
        expect(users).toEqual(["provider/page/colours.ts", "provider/page/page.ts"]);
        const makers = files.filter((file) => /\bnew Safe\(/.test(read(file)));
        expect(makers).toEqual(["provider/page/html.ts"]);
    });
});

describe("visible", () => {
    it.each([
        ["a\u202egpj.exe", "a⟨U+202E⟩gpj.exe"],
        ["nul\0", "nul␀"],
        ["\u001b[2J\r\n\t\u007f", "␛[2J␍\n\t␡"],
        ["\ud800", "⟨U+D800⟩"],
        ["\u2028\u200b\ufeff", "⟨U+2028⟩⟨U+200B⟩⟨U+FEFF⟩"],
        ["é 日本 👩‍👧 العربية", "é 日本 👩‍👧 العربية"],
    ])("shows %j as %s", (text, expected) => {
        expect(visible(text)).toBe(expected);
    });

    it("leaves nothing that a browser drops or obeys, and changes no text twice", () => {
        fc.assert(
            fc.property(anyText, (text) => {
                const shown = visible(text);
                expect(shown).not.toMatch(/[\0\r\u202a-\u202e\u2066-\u2069]/);
                expect(shown).not.toMatch(/\p{Cs}/u);
                expect(visible(shown)).toBe(shown);
            }),
        );
    });
});
