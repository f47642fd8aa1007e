import { BlockList, isIP } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
    contains,
    fits,
    networkOf,
    parseAddress,
    parseCidr,
    parseMask,
    showMask,
} from "../../../provider/spec/address.ts";

const ipv4 = fc.ipV4();
const ipv6 = fc.ipV6();

/** Node's result; Node also accepts zones, which aren't part of an address on a drive. */
const nodeFamily = (text: string): number => (text.includes("%") ? 0 : isIP(text));

describe("parseAddress", () => {
    it("accepts what Node accepts", () => {
        const nearly = fc.stringMatching(/^[0-9a-f:.]{0,24}$/);
        fc.assert(
            fc.property(fc.oneof(ipv4, ipv6, nearly), (text) => {
                expect(parseAddress(text)?.family ?? 0).toBe(nodeFamily(text));
            }),
            { numRuns: 3000 },
        );
    });

    it.each([
        "",
        "1.2.3",
        "01.2.3.4",
        "1.2.3.256",
        "1.2.3.4/24",
        " 1.2.3.4",
        "fe80::1%eth0",
        "[::1]",
        "::1/64",
        "1::2::3",
    ])("rejects %j", (text) => {
        expect(parseAddress(text)).toBeUndefined();
    });

    it("reads all forms of an address as equal", () => {
        expect(parseAddress("192.0.2.1")).toEqual({ family: 4, text: "192.0.2.1" });
        for (const text of ["64:ff9b::192.0.2.33", "64:FF9B::C000:221", "0064:ff9b:0:0:0:0:c000:0221"]) {
            expect(parseAddress(text)).toEqual({ family: 6, text: "64:ff9b::c000:221" });
        }
    });

    it("reads its own text form as the same address", () => {
        fc.assert(
            fc.property(fc.oneof(ipv4, ipv6), (text) => {
                const address = parseAddress(text);
                if (address === undefined) throw new Error(`not read: ${text}`);
                expect(parseAddress(address.text)).toEqual(address);
            }),
        );
    });
});

describe("parseCidr", () => {
    it("reads any address with a prefix length up to its family's limit", () => {
        const cidr = fc.tuple(fc.oneof(ipv4, ipv6), fc.integer({ min: 0, max: 200 }));
        fc.assert(
            fc.property(cidr, ([text, length]) => {
                const address = parseAddress(text);
                const isOne = address !== undefined && length <= (address.family === 4 ? 32 : 128);
                const expected = isOne ? { address, mask: { family: address.family, length } } : undefined;
                expect(parseCidr(`${text}/${length}`)).toEqual(expected);
            }),
        );
    });

    it.each(["", "/", "192.0.2.10", "192.0.2.10/", "192.0.2.10/33", "192.0.2.10/24/24", "192.0.2.10/255.255.255.0"])(
        "rejects %j",
        (text) => {
            expect(parseCidr(text)).toBeUndefined();
        },
    );
});

describe("parseMask", () => {
    it.each([
        ["255.255.255.0", 4, 24],
        ["0.0.0.0", 4, 0],
        ["255.255.255.255", 4, 32],
        ["ffff:ffff:ffff:ffff::", 6, 64],
        ["::", 6, 0],
        ["24", undefined, 24],
        ["128", undefined, 128],
    ])("reads %s", (text, family, length) => {
        expect(parseMask(text)).toEqual({ family, length });
    });

    it.each(["255.0.255.0", "0.0.0.255", "129", "-1", "024", "", "/24", "255.0.0.0junk", "ffff::ffff"])(
        "rejects %j",
        (text) => {
            expect(parseMask(text)).toBeUndefined();
        },
    );

    it("reads every mask that showMask writes", () => {
        for (const family of [4, 6] as const) {
            for (let length = 0; length <= (family === 4 ? 32 : 128); length++) {
                expect(parseMask(showMask(length, family))).toEqual({ family, length });
            }
        }
    });

    it("knows which family a prefix length fits", () => {
        expect(fits({ family: undefined, length: 33 }, 4)).toBe(false);
        expect(fits({ family: undefined, length: 33 }, 6)).toBe(true);
        expect(fits({ family: 4, length: 8 }, 6)).toBe(false);
    });
});

describe("contains", () => {
    it("agrees with Node", () => {
        // Few enough different bits for both results to occur.
        const near = fc.tuple(fc.nat(3), fc.nat(255), fc.nat(255)).map(([a, b, c]) => `10.${a}.${b}.${c}`);
        let inside = 0;
        fc.assert(
            fc.property(near, near, fc.integer({ min: 1, max: 32 }), (own, other, length) => {
                const [network, address] = [parseAddress(own), parseAddress(other)];
                if (network === undefined || address === undefined) throw new Error("addresses are read");
                const list = new BlockList();
                list.addSubnet(own, length, "ipv4");
                const expected = list.check(other, "ipv4");
                inside += Number(expected);
                expect(contains(network, { family: 4, length }, address)).toBe(expected);
            }),
            { numRuns: 1000 },
        );
        expect(inside).toBeGreaterThan(100);
        expect(inside).toBeLessThan(900);
    });

    it("distinguishes the families", () => {
        const [four, six] = [parseAddress("0.0.0.1"), parseAddress("::1")];
        if (four === undefined || six === undefined) throw new Error("addresses are read");
        expect(contains(four, { family: 4, length: 0 }, six)).toBe(false);
        expect(networkOf(six, { family: 6, length: 0 }).text).toBe("::");
    });
});
