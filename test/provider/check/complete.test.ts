import { describe, expect, it } from "vitest";
import { complete } from "../../../provider/check/complete.ts";
import type { RawInputs } from "../../../provider/model/inputs.ts";
import { UNKNOWN } from "../../../provider/model/unknown.ts";
import { DEFAULTS } from "../../support/defaults.ts";

/** Predictable bytes. */
const drawn = (size: number): Uint8Array => Uint8Array.from({ length: size }, (_, index) => index);
const DRAWN = Buffer.from(drawn(64)).toString("base64");

const completed = (news: RawInputs, olds: RawInputs = {}): RawInputs => complete(olds, news, drawn);

describe("complete", () => {
    it("fills in the pool and omits defaults", () => {
        expect(completed({ hostname: "web-1", __defaultVolumePrefix: "web" })).toEqual({
            pool: "default",
            hostname: "web-1",
            volumePrefix: "web",
            randomSeed: DRAWN,
        });
        expect(completed({ volumePrefix: "web", ...DEFAULTS })).toEqual(completed({ volumePrefix: "web" }));
        expect(completed({ volumePrefix: "web", pool: "fast" })).toHaveProperty("pool", "fast");
    });

    it("keeps triggers as a digest, which depends on their values and the seed, not on the order of keys", () => {
        const hashOf = (triggers: unknown): unknown => completed({ triggers })["triggers"];
        const hash = hashOf([{ memory: 1024, title: "web" }, "x"]);
        expect(hash).toMatch(/^hmac-sha256:[0-9a-f]{64}$/);
        expect(hashOf([{ title: "web", memory: 1024 }, "x"])).toBe(hash);
        expect(hashOf([{ title: "web", memory: 2048 }, "x"])).not.toBe(hash);
        expect(hashOf(["x", { memory: 1024, title: "web" }])).not.toBe(hash);
        expect(hashOf(hash)).toBe(hash);
        expect(hashOf([{ memory: UNKNOWN }])).toBe(UNKNOWN);
        expect(completed({ triggers: ["x"], randomSeed: UNKNOWN })["triggers"]).toBe(UNKNOWN);
        expect(completed({ triggers: ["x"], randomSeed: "bmV3" })["triggers"]).not.toBe(hashOf(["x"]));
        expect(completed({ triggers: ["x"], randomSeed: null })["triggers"]).toMatch(/^hmac-sha256:/);
        expect(completed({ triggers: null })).not.toHaveProperty("triggers");
    });

    it.each<[string, RawInputs, unknown]>([
        ["a disk of vfat", { format: "vfat" }, "disk"],
        ["a cdrom, which is left out, of anything else", { format: "iso9660" }, undefined],
        ["what the program says", { format: "vfat", device: "cdrom" }, undefined],
        ["what the program says", { device: "disk" }, "disk"],
        ["nothing that is known of a format that isn't", { format: UNKNOWN }, UNKNOWN],
    ])("makes %s", (_, news, device) => {
        expect(completed(news)["device"]).toBe(device);
    });

    it.each<[string, RawInputs, RawInputs, unknown]>([
        ["draws one where there is none", {}, {}, DRAWN],
        ["draws one where the program leaves it to it", { randomSeed: "" }, {}, DRAWN],
        ["keeps that of the last run", {}, { randomSeed: "b2xk" }, "b2xk"],
        ["takes the one given", { randomSeed: "bmV3" }, { randomSeed: "b2xk" }, "bmV3"],
        ["leaves it out when told to", { randomSeed: null }, { randomSeed: "b2xk" }, null],
        ["draws one after a run that had none", {}, { randomSeed: null }, DRAWN],
        ["draws one after a run that didn't know it", {}, { randomSeed: UNKNOWN }, DRAWN],
        ["keeps one that isn't known yet", { randomSeed: UNKNOWN }, { randomSeed: "b2xk" }, UNKNOWN],
    ])("of the random seed: %s", (_, news, olds, expected) => {
        expect(completed(news, olds)["randomSeed"]).toEqual(expected);
    });

    it("uses the declared volume prefix, else the one that the drive has, else the default", () => {
        const prefix = (news: RawInputs, olds: RawInputs): unknown =>
            completed({ __defaultVolumePrefix: "new-1a2b3c", ...news }, olds)["volumePrefix"];
        expect(prefix({ volumePrefix: "given" }, { volumePrefix: "old" })).toBe("given");
        expect(prefix({}, { volumePrefix: "old-4d5e6f" })).toBe("old-4d5e6f");
        expect(prefix({}, { volumePrefix: UNKNOWN })).toBe("new-1a2b3c");
        expect(prefix({}, {})).toBe("new-1a2b3c");
    });
});
