import { describe, expect, it } from "vitest";
import { BuiltDrives } from "../../../provider/engine/built-drives.ts";
import type { BuiltDrive } from "../../../provider/image/build.ts";
import type { RawInputs } from "../../../provider/model/inputs.ts";
import type { CheckedInputs } from "../../../provider/model/state.ts";
import { checkInputs } from "../../support/check-inputs.ts";

const check = (declared: RawInputs): { readonly inputs: CheckedInputs; readonly built: BuiltDrive } => {
    const news = { connection: "qemu:///system", volumePrefix: "web", randomSeed: null, ...declared };
    const { inputs, built } = checkInputs({}, news, (size) => new Uint8Array(size));
    if (built === undefined) throw new Error("no drive was built");
    return { inputs: inputs as unknown as CheckedInputs, built };
};

/** A drive with a file of some MiB. */
const large = (mebibytes: number, hostname: string): ReturnType<typeof check> =>
    check({ hostname, rootFiles: { blob: { base64: Buffer.alloc(mebibytes * 1024 * 1024).toString("base64") } } });

describe("BuiltDrives", () => {
    it("returns a drive once", () => {
        const drives = new BuiltDrives();
        const { inputs, built } = check({ hostname: "web-1" });
        drives.put({ ...inputs }, built);
        expect(drives.take(structuredClone(inputs))).toBe(built);
        expect(drives.take(inputs)).toBeUndefined();
    });

    it("has none for other inputs, even if they make the same image", () => {
        const drives = new BuiltDrives();
        const bare = { metadataVersions: [], rootFiles: { a: { content: "a" } } };
        const { inputs, built } = check(bare);
        drives.put({ ...inputs }, built);
        const other = check({ ...bare, hostname: "web-1" }).inputs;
        expect(other.imageDigest).toBe(inputs.imageDigest);
        expect(drives.take(other)).toBeUndefined();
        expect(drives.take(check({ hostname: "web-2" }).inputs)).toBeUndefined();
        expect(drives.take(inputs)).toBe(built);
    });

    it("keeps 16 MiB of images, the latest ones", () => {
        const drives = new BuiltDrives();
        const all = ["web-1", "web-2"].map((hostname) => large(9, hostname));
        for (const { inputs, built } of all) drives.put({ ...inputs }, built);
        expect(all.map(({ inputs }) => drives.take(inputs) !== undefined)).toEqual([false, true]);
    });

    it("keeps two drives, the latest ones", () => {
        const drives = new BuiltDrives();
        const all = Array.from({ length: 5 }, (_, index) => check({ hostname: `web-${index}` }));
        for (const { inputs, built } of all) drives.put({ ...inputs }, built);
        expect(all.filter(({ inputs }) => drives.take(inputs) !== undefined)).toEqual(all.slice(3));
    });

    it("counts a drive that is checked again once", () => {
        const drives = new BuiltDrives();
        const all = ["web-1", "web-2"].map((hostname) => large(7, hostname));
        for (const { inputs, built } of [...all, ...all, ...all]) drives.put({ ...inputs }, built);
        expect(all.map(({ inputs }) => drives.take(inputs) !== undefined)).toEqual([true, true]);
    });

    it("keeps no drive that is larger than the limit for all", () => {
        const drives = new BuiltDrives();
        const { inputs, built } = large(17, "web-1");
        drives.put({ ...inputs }, built);
        expect(drives.take(inputs)).toBeUndefined();
    });
});
