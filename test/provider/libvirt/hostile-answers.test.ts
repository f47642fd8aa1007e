import { describe, expect, it, onTestFinished } from "vitest";
import { connect } from "../../../provider/libvirt/client.ts";
import { isDeviceMissing, LibvirtError, ProtocolError } from "../../../provider/libvirt/error.ts";
import { XdrReader, XdrWriter } from "../../../provider/libvirt/xdr.ts";
import { attribute, parseXml, textOf } from "../../../provider/libvirt/xml.ts";
import { oneLine } from "../../../provider/text/one-line.ts";
import {
    connectScripted,
    failureOf,
    int,
    PATIENCE_MS,
    packet,
    reply,
    startScriptedDaemon,
    text,
} from "../../support/scripted-libvirtd.ts";

const refusalOf = (message: string): LibvirtError =>
    new LibvirtError("domainDetachDeviceFlags", {
        code: 1,
        domain: 18,
        message,
        level: 2,
        str1: message,
        str2: undefined,
        str3: undefined,
        int1: -1,
        int2: -1,
    });

describe("oneLine", () => {
    it("takes out what steers a terminal, and line ends", () => {
        expect(oneLine("a\u{1b}[2J\r\nb\u{202e}c\u{2028}d\u{9b}e ä 漢 😀")).toBe("a [2J b c d e ä 漢 😀");
    });

    it("cuts what is too long, and never through the middle of a character", () => {
        expect(oneLine("x".repeat(2000))).toBe("x".repeat(2000));
        expect(oneLine("x".repeat(2001))).toBe(`${"x".repeat(2000)}…`);
        expect(oneLine(`xx${"😀".repeat(9)}`, 5)).toBe("xx😀…");
    });
});

describe("LibvirtError", () => {
    it("holds as much of a daemon's four megabytes as anybody reads", () => {
        const { message, str1 = "" } = refusalOf("\n\u{7}".repeat(2_000_000));
        expect([message, str1]).toEqual(["…", "…"]);
        expect(refusalOf("a".repeat(4_194_304)).message).toHaveLength(2001);
    });

    it("is told apart at once, whatever its text repeats", () => {
        const start = performance.now();
        expect(isDeviceMissing(refusalOf("disk '".repeat(699_000)))).toBe(false);
        expect(performance.now() - start).toBeLessThan(1000);
    });
});

describe("parseXml", () => {
    const attributes = (count: number): string => Array.from({ length: count }, (_, index) => ` a${index}=''`).join("");

    it.each([
        ["too many attributes", `<a${attributes(20_001)}/>`],
        ["too many attributes in many elements", `<a>${`<b${attributes(21)}/>`.repeat(1000)}</a>`],
        ["more than a million characters", `<a>${"x".repeat(1_048_576)}</a>`],
        ["a section of what has to be written as references", `<a><![CDATA[${"&".repeat(1_000_000)}]]></a>`],
        ["an attribute without a value", "<a b/>"],
        ["an attribute without quotes", "<a b=c/>"],
        ["a tag that never ends", `<a ${"b".repeat(1_000_000)}`],
        ["a comment that never ends", "<a><!-- </a>"],
        ["a control character", "<a>\u{1b}[2J</a>"],
        ["a control character by its number", "<a b='&#27;[2J'/>"],
        ["a control character by its number in hexadecimal", "<a b='&#x0001B;[2J'/>"],
        ["a zero by its number", "<a>&#0;</a>"],
    ])("refuses %s before it builds a tree", (_, xml) => {
        const start = performance.now();
        expect(() => parseXml(xml)).toThrow(expect.objectContaining({ code: "host-failed" }));
        expect(performance.now() - start).toBeLessThan(1000);
    });

    it("refuses name spaces that each level has more of, at once", () => {
        const open = Array.from({ length: 12_000 }, (_, index) => `<a xmlns:n${index}='u'>`).join("");
        const start = performance.now();
        expect(() => parseXml(open + "</a>".repeat(12_000))).toThrow(/more than 256 levels/);
        expect(performance.now() - start).toBeLessThan(1000);
    });

    it("takes what libvirt writes: white space, both quotes, comments, sections, references, a declaration", () => {
        const xml = `<?xml version="1.0"?>\n<!-- a > b -->\n<a b = 'x > "y"'\n c="&#10;&#x1F600;"  ><![CDATA[<no tag>]]><d:e xmlns:d='u'/></a >\n`;
        const root = parseXml(xml);
        expect([attribute(root, "b"), attribute(root, "c"), textOf(root)]).toEqual(['x > "y"', "\n😀", "<no tag>"]);
    });
});

describe("connect", () => {
    it("fails when what comes right behind the last answer breaks the protocol", async () => {
        const daemon = await startScriptedDaemon(async (link) => {
            link.send(reply(await link.next(), int(1), int(0)));
            link.send(reply(await link.next()), packet({ program: 1, procedure: 1, type: 1, serial: 2 }));
            await link.next();
        });
        onTestFinished(() => daemon.close());
        const opening = connect(daemon.uri, { environment: {}, timeoutMs: PATIENCE_MS });
        expect(await failureOf(opening)).toMatchObject({ code: "host-failed" });
    });

    it("looks no further through a list of mechanisms than any daemon's is long", async () => {
        const daemon = await startScriptedDaemon(async (link) => {
            link.send(reply(await link.next(), int(1), int(1)));
            link.send(reply(await link.next(), text(`${"X,".repeat(2048)}SCRAM-SHA-256`)));
            await link.next();
        });
        onTestFinished(() => daemon.close());
        const options = { environment: {}, password: "p", timeoutMs: PATIENCE_MS };
        const outcome = await failureOf(connect(daemon.uri, options));
        expect(outcome).toMatchObject({
            code: "connect-failed",
            message: expect.stringContaining("offers only X,"),
        });
        expect(outcome.message.length).toBeLessThan(1000);
    });
});

describe("XdrReader.string", () => {
    it("reads what can be sent back, for names and keys go back to the daemon", () => {
        const name = new XdrReader(text("a\0b")).string();
        expect(name).toBe("a\u{fffd}b");
        expect(() => new XdrWriter().string(name)).not.toThrow();
    });

    it("refuses bytes that would be too many when they are sent back", () => {
        const bytes = Buffer.concat([int(4_000_000), Buffer.alloc(4_000_000, 0xfe)]);
        expect(() => new XdrReader(bytes).string()).toThrow(ProtocolError);
    });
});

describe("storageVolDownload", () => {
    it("takes no memory before its turn comes", async () => {
        const { client } = await connectScripted(async (link) => {
            await link.next();
            await new Promise(() => undefined);
        });
        const before = process.memoryUsage().arrayBuffers;
        const range = { length: 16 * 1024 * 1024, maximum: 16 * 1024 * 1024 };
        const volume = { pool: "default", name: "a", key: "/a" };
        const waiting = Array.from({ length: 64 }, () => client.storageVolDownload(volume, range));
        const settled = Promise.allSettled(waiting);
        expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 * 1024);
        await client.close();
        await settled;
    });
});
