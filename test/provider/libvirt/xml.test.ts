import { assert, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import {
    attribute,
    buildVolumeXml,
    childElement,
    childElements,
    childText,
    descendant,
    escapeXml,
    parseXml,
    serializeXml,
    textOf,
} from "../../../provider/libvirt/xml.ts";

const DOMAIN = `<domain type="qemu">
  <name>web</name>
  <devices>
    <disk type="file" device="cdrom"><source file="/a&amp;b.iso"/></disk>
    <!-- <disk type="commented"/> -->
    <disk type="block"/>
    <interface type="network"><disk type="not a device"/></interface>
  </devices>
</domain>`;

describe("parseXml", () => {
    it("finds elements, attributes and text", () => {
        const domain = parseXml(DOMAIN);
        expect(attribute(domain, "type")).toBe("qemu");
        expect(attribute(domain, "id")).toBeUndefined();
        expect(childText(domain, "name")).toBe("web");
        expect(childText(domain, "title")).toBeUndefined();
        const devices = descendant(domain, "devices");
        const disks = devices === undefined ? [] : childElements(devices, "disk");
        expect(disks.map((disk) => attribute(disk, "type"))).toEqual(["file", "block"]);
        expect(devices && childElements(devices).map(({ tagName }) => tagName)).toEqual(["disk", "disk", "interface"]);
        expect(attribute(descendant(domain, "devices", "disk", "source"), "file")).toBe("/a&b.iso");
        expect(descendant(domain, "os", "type")).toBeUndefined();
        expect(attribute(childElement(domain, "os"), "arch")).toBeUndefined();
    });

    it("serialises a changed element", () => {
        const source = parseXml('<source file="/a"/>');
        const children = [{ ...source, attributes: new Map([["file", `/b & "c" <d>`]]) }];
        expect(serializeXml({ ...parseXml('<disk device="cdrom"/>'), children })).toBe(
            '<disk device="cdrom"><source file="/b &amp; &quot;c&quot; &lt;d&gt;"/></disk>',
        );
    });

    it.each([
        ["nothing", ""],
        ["text", "no XML"],
        ["an unclosed element", "<domain><name></domain>"],
        ["two roots", "<a/><b/>"],
        ["a document type", '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'],
        ["entities", '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>'],
        ["a document type after a comment", "<!-- a --><!DOCTYPE a><a/>"],
        ["a document type in an element", "<a><!DOCTYPE b></a>"],
        ["an entity in an element", '<a><!ENTITY b "c"></a>'],
        ["a document type after what looks like the start of a comment", '<a b="<!--"><!DOCTYPE c></a>'],
        ["an unknown entity", "<a>&nope;</a>"],
        ["more than 4 MiB", `<a>${"x".repeat(4_194_304)}</a>`],
        ["too many elements", `<a>${"<b/>".repeat(50_000)}</a>`],
        ["too many levels", "<a>".repeat(257) + "</a>".repeat(257)],
        ["levels hidden from a scan of the text", '<a b="/>">'.repeat(20_000) + "</a>".repeat(20_000)],
    ])("rejects %s", (_, text) => {
        expect(() => parseXml(text)).toThrow(expect.objectContaining({ code: "host-failed" }));
    });

    it.each([
        ["a document type in a section", "<![CDATA[<!DOCTYPE html>]]>", "<!DOCTYPE html>"],
        ["references in a section", "<![CDATA[&#27;&lt;&amp]]>", "&#27;&lt;&amp"],
        ["the end of a section in a section", "<![CDATA[a]]]]><![CDATA[>b]]>", "a]]>b"],
        ["a document type in a comment", "a<!-- <!DOCTYPE b --> b", "a b"],
        ["a control character by its number in a comment", "a<!-- &#27; -->", "a"],
        ["a document type in an instruction", "<?php <!DOCTYPE b ?>a", "a"],
    ])("reads as text: %s", (_, inner, text) => {
        const domain = parseXml(`<domain><name>${inner}</name><uuid>b</uuid></domain>`);
        expect([childText(domain, "name"), childText(domain, "uuid")]).toEqual([text, "b"]);
    });

    it.each([
        ["an unbound prefix", "<m:b/>"],
        ["an unbound prefix of an attribute", "<b m:c='1'/>"],
        ["two colons", "<b:c:d/>"],
        ["a prefix bound to an empty name", "<n:b xmlns:n=''/>"],
        ["a nested metadata element", "<metadata><m:b/></metadata><m:b/>"],
        ["a document type in a section", "<![CDATA[<!DOCTYPE html>]]>"],
    ])("omits what another program noted in a domain: %s", (_, inner) => {
        const note = `<n:notes xmlns:n="urn:notes">${inner}</n:notes>`;
        const own = "<o:a xmlns:o='urn:pulumi-config-drive:a'>b</o:a>";
        const domain = parseXml(`<domain><metadata>${note}${own}${note}</metadata><name>a</name></domain>`);
        expect(serializeXml(domain)).toBe(
            `<domain><metadata>${own.replaceAll("'", '"')}</metadata><name>a</name></domain>`,
        );
    });

    it("declares again what an element outside declared", () => {
        const outside = parseXml("<a xmlns='urn:d' xmlns:n='urn:n'><b n:c='1'><n:d/></b></a>");
        expect(childElements(outside, "b").map(serializeXml)).toEqual([
            '<b n:c="1" xmlns:n="urn:n" xmlns="urn:d"><n:d/></b>',
        ]);
    });

    it("reads any version of XML as 1.0", () => {
        const root = parseXml("<?xml version='1.1'?><a>b\u{85}c\u{2028}d</a>");
        expect(textOf(root)).toBe("b\u{85}c\u{2028}d");
        expect(() => parseXml("<?xml version='1.1'?><a>&#27;</a>")).toThrow(/a character that XML can't hold/);
    });

    it.each([
        ["an unbound prefix", "<a><m:b/></a>"],
        ["an unbound prefix of an attribute", "<a m:b='1'/>"],
        ["two colons", "<a xmlns:b='u'><b:c:d/></a>"],
        ["a prefix bound to an empty name", "<a xmlns:n=''><n:b/></a>"],
        ["an attribute that is repeated", "<a b='1' b='2'/>"],
        ["a lone surrogate", "<a>\ud800<b/></a>"],
    ])("rejects outside of notes: %s", (_, text) => {
        expect(() => parseXml(text)).toThrow(expect.objectContaining({ code: "host-failed" }));
    });

    it("counts what it omits", () => {
        const xml = `<domain><metadata><a>${"<b/>".repeat(20_001)}</a></metadata></domain>`;
        expect(() => parseXml(xml)).toThrow(/more than 20000 tags/);
    });

    it("doesn't quote a document that it can't read", () => {
        expect(() => parseXml("<secret>")).toThrowErrorMatchingInlineSnapshot(
            `[ConfigDriveError: read XML of libvirt: it is not well-formed. Report this, with the version of libvirt, as an issue of pulumi-config-drive.]`,
        );
    });
});

describe("escapeXml", () => {
    it("preserves any text that XML can hold, in attributes and in elements", () => {
        assert(
            property(string({ unit: "binary" }), (text) => {
                let escaped: string;
                try {
                    escaped = escapeXml(text);
                } catch (error) {
                    expect(error).toBeInstanceOf(RangeError);
                    return;
                }
                const element = parseXml(`<a b="${escaped}" c='${escaped}'>${escaped}</a>`);
                const again = parseXml(serializeXml(element));
                const texts = [attribute(element, "b"), attribute(element, "c"), textOf(element)];
                expect([...texts, attribute(again, "b"), textOf(again)]).toEqual(texts.concat(text, text));
                expect(new Set(texts)).toEqual(new Set([text]));
            }),
            { numRuns: 1000 },
        );
    });

    it.each(["\u0085", "\u2028", "\r", "\n", "\t", "\u{1f642}"])("keeps %j", (character) => {
        expect(attribute(parseXml(`<a b="${character}"/>`), "b")).toBe(
            /\s/.test(character) && character < "!" ? " " : character,
        );
        const element = parseXml(`<a b="${escapeXml(character)}"/>`);
        expect(attribute(parseXml(serializeXml(element)), "b")).toBe(character);
    });

    it.each(["\0", "\u0007", "\ufffe", "\ud800"])("rejects %j", (character) => {
        expect(() => escapeXml(`a${character}`)).toThrow(RangeError);
    });
});

describe("buildVolumeXml", () => {
    it("escapes the name", () => {
        expect(buildVolumeXml({ name: `<"a" & 'b'>.iso`, capacity: 4096, mode: "0600" })).toMatchInlineSnapshot(
            `"<volume><name>&#60;&#34;a&#34; &#38; &#39;b&#39;&#62;.iso</name><capacity unit="bytes">4096</capacity><allocation>0</allocation><target><format type="raw"/><permissions><mode>0600</mode></permissions></target></volume>"`,
        );
    });
});
