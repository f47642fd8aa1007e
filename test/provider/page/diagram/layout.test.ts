import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { graphOf } from "../../../../provider/page/diagram/graph.ts";
import { layOut, type PlacedBox } from "../../../../provider/page/diagram/layout.ts";
import { GENEROUS } from "../../../../provider/page/limits.ts";
import { anyNetwork } from "../hostile.ts";
import { host, link } from "../views.ts";

const overlap = (one: PlacedBox, other: PlacedBox): boolean =>
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height;

const overlaps = (boxes: readonly PlacedBox[]): number =>
    boxes.flatMap((one, index) => boxes.slice(index + 1).filter((other) => overlap(one, other))).length;

const networkOfHost = (): NonNullable<ReturnType<typeof host>["network"]> => {
    const { network } = host();
    if (network === undefined) throw new Error("the host has no network");
    return network;
};

describe("layOut", () => {
    it("gives each box of any network, or of any two, a place of its own", () => {
        fc.assert(
            fc.property(anyNetwork, fc.option(anyNetwork, { nil: undefined }), (left, right) => {
                const { boxes, width, height } = layOut(graphOf(left, right, GENEROUS));
                expect(overlaps(boxes)).toBe(0);
                for (const box of boxes) {
                    expect(box.x).toBeGreaterThanOrEqual(0);
                    expect(box.y).toBeGreaterThanOrEqual(0);
                    expect(box.x + box.width).toBeLessThanOrEqual(width);
                    expect(box.y + box.height).toBeLessThanOrEqual(height);
                }
            }),
            { numRuns: 60 },
        );
    });

    it("puts links of a kind in a column, in the drive's order", () => {
        const { boxes } = layOut(graphOf(networkOfHost(), undefined, GENEROUS));
        for (const kind of ["nic", "bond", "vlan", "address"] as const) {
            const column = boxes.filter(({ box }) => box.kind === kind);
            expect(new Set(column.map(({ x }) => x)).size, kind).toBe(1);
            expect(
                column.toSorted((one, other) => one.y - other.y).map(({ box }) => box.id),
                kind,
            ).toEqual(column.map(({ box }) => box.id));
        }
    });

    it("draws each wire from the right of a box to the left of the next", () => {
        const { boxes, wires } = layOut(graphOf(networkOfHost(), undefined, GENEROUS));
        expect(wires.length).toBe(8 * 4 + 16);
        for (const { wire, points } of wires) {
            const [from, to] = [wire.from, wire.to].map((id) => boxes.find(({ box }) => box.id === id));
            expect(points[0]?.x).toBe((from?.x ?? 0) + (from?.width ?? 0));
            expect(points.at(-1)?.x).toBe(to?.x);
        }
    });
});

describe("graphOf", () => {
    it("marks what was added, removed and changed, wires too", () => {
        const empty = { links: [], networks: [], dns: [], omitted: 0 };
        const before = { ...empty, links: [link("a"), link("b", { below: ["a"] }), link("c")] };
        const after = { ...empty, links: [link("a", { mtu: 9000 }), link("b"), link("d", { below: ["a"] })] };
        const { boxes, wires } = graphOf(before, after, GENEROUS);
        expect(boxes.map(({ id, mark }) => `${id} ${mark}`)).toEqual([
            "link a changed",
            "link b changed",
            "link c removed",
            "link d added",
        ]);
        expect(wires.map(({ from, to, mark }) => `${from} ${to} ${mark}`)).toEqual([
            "link a link b removed",
            "link a link d added",
        ]);
        expect(boxes[0]?.lines.filter(({ role }) => role === "new").map(({ text }) => text)).toEqual(["+ MTU 9000"]);
    });

    it("says how much it omits", () => {
        const links = Array.from({ length: 100 }, (_, index) => link(`n${index}`));
        const { boxes, omitted } = graphOf({ links, networks: [], dns: [], omitted: 0 }, undefined, GENEROUS);
        expect([boxes.length, omitted]).toEqual([GENEROUS.links, 100 - GENEROUS.links]);
    });
});
