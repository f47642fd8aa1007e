import { describe, expect, it } from "vitest";
import { problemsIn, warningsIn } from "./reading.ts";

const CONFIG = "#cloud-config\nhostname: first-boot\n";
const lost = (path: string, input = path.split(/[.[]/)[0]): string =>
    `${path}: isn't read by cloud-init, which only looks for this key at the top level; move it to ${input}["cloud-init"]`;

describe("the key cloud-init in vendor data", () => {
    it.each([
        [{ vendorData: { static: { "cloud-init": CONFIG } } }, ['vendorData.static["cloud-init"]']],
        [{ vendorData: { a: { b: [{ "cloud-init": CONFIG }] } } }, ['vendorData.a.b[0]["cloud-init"]']],
        [{ vendorData2: { static: { "cloud-init": CONFIG } } }, ['vendorData2.static["cloud-init"]']],
        [
            { vendorData2: { "cloud-init": CONFIG, one: { "cloud-init": [CONFIG] }, two: { "cloud-init": {} } } },
            ['vendorData2.one["cloud-init"]', 'vendorData2.two["cloud-init"]'],
        ],
    ])("is reported where cloud-init doesn't look: %j", (inputs, paths) => {
        expect(warningsIn(inputs)).toEqual(paths.map((path) => lost(path)));
        expect(problemsIn(inputs)).toEqual([]);
    });

    it("isn't reported where cloud-init reads it, or as Nova repeats it", () => {
        const vendorData = { "cloud-init": CONFIG, other: { nested: 1 } };
        expect(warningsIn({ vendorData, vendorData2: { static: vendorData } })).toEqual([]);
        expect(warningsIn({ vendorData2: { "cloud-init": CONFIG } })).toEqual([]);
        expect(warningsIn({ vendorData: { "cloud-init": { "cloud-init": CONFIG } } })).toEqual([]);
        expect(warningsIn({ ec2: { a: { "cloud-init": CONFIG } } })).toEqual([]);
    });

    it("is reported in another place of Nova's repetition too", () => {
        const vendorData = { "cloud-init": CONFIG };
        expect(warningsIn({ vendorData, vendorData2: { answer: vendorData } })).toEqual([
            lost('vendorData2.answer["cloud-init"]'),
        ]);
    });
});
