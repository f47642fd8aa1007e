import { describe, expect, it } from "vitest";
import { printJson } from "../../../provider/tree/json.ts";
import { META_DATA_ORDER, metaDataOf, placeFiles } from "../../../provider/tree/meta-data.ts";
import { FULL, specOf } from "../spec/reading.ts";

const content = new Uint8Array();

describe("placeFiles", () => {
    it("numbers files in the order of their guest paths, regardless of their declared order", () => {
        const placed = placeFiles(["/b", "/a", "/\u{10000}", "/\uffff"].map((path) => ({ path, content })));
        expect(placed.map(({ path, contentPath }) => `${path} ${contentPath}`)).toEqual([
            "/a /content/0000",
            "/b /content/0001",
            "/\uffff /content/0002",
            "/\u{10000} /content/0003",
        ]);
    });

    it("uses five digits after the first ten thousand", () => {
        const files = Array.from({ length: 10_001 }, (_, index) => ({ path: `/${index}`, content }));
        expect(placeFiles(files).at(-1)?.contentPath).toBe("/content/10000");
    });
});

describe("metaDataOf", () => {
    const { metaData } = specOf({ ...FULL });

    it("includes in each version only what that version supports", () => {
        const keys = (date: Parameters<typeof metaDataOf>[0]): readonly string[] =>
            Object.keys(metaDataOf(date, metaData, []));
        const extra = ["product", "instance_type"];
        const first = keys("2012-08-10").filter((key) => !extra.includes(key));
        expect(first).not.toContain("random_seed");
        expect(keys("2012-08-10")).toEqual([...first, ...extra]);
        expect(keys("2013-04-04")).toEqual([...first, "random_seed", ...extra]);
        expect(keys("2015-10-15")).toEqual([...first, "random_seed", "project_id", ...extra]);
        expect(keys("2016-06-30")).toEqual([...first, "random_seed", "project_id", "devices", ...extra]);
        expect(keys("2020-10-14")).toEqual([
            ...[...first, "random_seed", "project_id", "devices", "dedicated_cpus"],
            ...extra,
        ]);
    });

    it("omits absent values", () => {
        expect(metaDataOf("2025-04-04", specOf({ meta: {}, publicKeys: {} }).metaData, [])).toEqual({
            uuid: "83679162-1378-4288-a2d4-70e13ec132aa",
            launch_index: 0,
            availability_zone: null,
            project_id: null,
            devices: [],
            dedicated_cpus: [],
        });
    });

    it("prints extra keys after Nova's, in the order of their bytes at every level", () => {
        const extraMetaData = { é: 1, z: { b: 1, a: 2 }, "10": 1, "9": 1, Z: null };
        const { metaData: data } = specOf({ extraMetaData });
        const text = printJson(metaDataOf("2025-04-04", data, []), META_DATA_ORDER);
        const end = ', "dedicated_cpus": [], "10": 1, "9": 1, "Z": null, "z": {"a": 2, "b": 1}, "\\u00e9": 1}';
        expect(text.endsWith(end)).toBe(true);
    });

    it("sorts CPUs by number and keys by name", () => {
        const { dedicated_cpus, keys } = metaDataOf("2025-04-04", { ...metaData, dedicatedCpus: [10, 9, 10] }, []);
        expect(dedicated_cpus).toEqual([9, 10]);
        expect(keys).toMatchObject([{ name: "admin" }, { name: "ops" }]);
    });
});
