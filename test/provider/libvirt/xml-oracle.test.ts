import { DOMParser, XMLSerializer } from "@xmldom/xmldom";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseXml, serializeXml, textOf } from "../../../provider/libvirt/xml.ts";

/** The same document as another parser reads it. */
const parseElsewhere = (xml: string) => {
    const onError = (level: string, message: string): void => {
        if (level !== "warning") throw new SyntaxError(message);
    };
    const normalizeLineEndings = (text: string): string => text.replaceAll("\r\n", "\n").replaceAll("\r", "\n");
    return new DOMParser({ onError, normalizeLineEndings }).parseFromString(xml, "text/xml").documentElement;
};

const isAccepted = (parse: () => unknown): boolean => {
    try {
        parse();
        return true;
    } catch {
        return false;
    }
};

const piece = fc.oneof(
    fc.constantFrom("&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&#10;", "&#9;", "&#xD;", "&#x1F600;", "]]&gt;"),
    fc.constantFrom(">", "]", "é", "漢", "\u{85}", "\u{2028}", "\u{a0}", " ", "\n", "\t", "\r", "\r\n", "/pool/x.iso"),
    fc.string({ maxLength: 3 }).map((text) => text.replace(/[<&"']/g, "")),
);
const text = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(""));
const attribute = fc.tuple(
    fc.constantFrom("file", "dev", "type", "q:y", "xml:space", "a.b"),
    text,
    fc.constantFrom("'", '"'),
);
const tagName = fc.constantFrom("source", "target", "backingStore", "q:x", "a-b.c_d", "é漢");
const space = fc.constantFrom("", " ", "\n      ");

const element: fc.Memo<string> = fc.memo((depth) => {
    const attributes = fc.uniqueArray(attribute, { selector: ([name]) => name, maxLength: 4 });
    const children = depth <= 1 ? text : fc.array(fc.oneof(text, space, element(depth - 1)), { maxLength: 5 });
    return fc.tuple(tagName, attributes, children, space).map(([name, given, inner, end]) => {
        const start = given.map(([key, value, quote]) => ` ${key}${end}=${end}${quote}${value}${quote}`).join("");
        const content = [inner].flat().join("");
        return content === "" ? `<${name}${start}${end}/>` : `<${name}${start}>${content}</${name}${end}>`;
    });
});
const document = fc
    .array(element(3), { maxLength: 4 })
    .map((inner) => `<disk xmlns:q='urn:q'>${inner.join("")}</disk>`)
    // Not well-formed in text, but the other parser accepts it.
    .map((xml) => xml.replaceAll(/\]\]+>/g, ">"));

describe("parseXml and serializeXml", () => {
    it("read and write elements as another parser does", () => {
        fc.assert(
            fc.property(document, (xml) => {
                const [ours, theirs] = [parseXml(xml), parseElsewhere(xml)];
                const written = theirs && new XMLSerializer().serializeToString(theirs).replaceAll("\r", "&#13;");
                expect([serializeXml(ours), textOf(ours)]).toEqual([written, theirs?.textContent]);
                expect(serializeXml(parseXml(serializeXml(ours)))).toBe(written);
            }),
            { numRuns: 1000 },
        );
    });

    it("reject what another parser rejects", () => {
        const token = fc.constantFrom(
            "<",
            ">",
            "/>",
            "</disk>",
            "<a>",
            "&",
            "&b;",
            "'",
            '"',
            "\u{1b}",
            "<m:a/>",
            " c",
            "=''",
        );
        fc.assert(
            fc.property(document, fc.nat(), fc.nat(3), token, (xml, place, length, inserted) => {
                const at = place % xml.length;
                const broken = xml.slice(0, at) + inserted + xml.slice(at + length);
                fc.pre(!isAccepted(() => parseElsewhere(broken)));
                expect(isAccepted(() => parseXml(broken))).toBe(false);
            }),
            { numRuns: 1000 },
        );
    });
});
