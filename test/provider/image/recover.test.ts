import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isBytes } from "../../../provider/formats/entries/content.ts";
import { type BuiltDrive, buildDeclared } from "../../../provider/image/build.ts";
import { type RecoveredDrive, recoverDrive } from "../../../provider/image/recover.ts";
import { wholeImage } from "../../../provider/image/write.ts";
import type { RawInputs } from "../../../provider/model/inputs.ts";
import { generatedCases, inputsOf } from "../../foreign/nova/generated.ts";
import { isOrdinary } from "../../support/ordinary.ts";
import { SEED } from "../../support/seed.ts";

const UUID = "83679162-1378-4288-a2d4-70e13ec132aa";
const MIB = 1024 * 1024;

const built = (inputs: RawInputs): BuiltDrive => {
    const build = buildDeclared(inputs, UUID, []);
    if (build.kind !== "drive") throw new Error(JSON.stringify(build));
    return build.drive;
};

const bytesOf = ({ image }: BuiltDrive): Uint8Array => Buffer.concat(wholeImage(image).filter(isBytes));

const recovered = (bytes: Uint8Array): RecoveredDrive => {
    const recovery = recoverDrive(bytes);
    if ("reason" in recovery) throw new Error(recovery.reason);
    return recovery.drive;
};

const expectSame = (inputs: RawInputs): void => {
    const drive = built(inputs);
    expect(built(recovered(bytesOf(drive)).inputs).image.digest).toBe(drive.image.digest);
};

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const bytes = fc.uint8Array({ maxLength: 64 }).map((content) => Buffer.from(content).toString("base64"));

const extraMetaData = fc
    .dictionary(
        word.map((key) => `x-${key}`),
        fc.jsonValue({ maxDepth: 3 }),
    )
    .filter(isOrdinary)
    .map((value): unknown => JSON.parse(JSON.stringify(value)));

const rootFiles = fc.dictionary(
    word.map((name) => `appliance/${name}.bin`),
    bytes.map((base64) => ({ base64 })),
    { maxKeys: 4 },
);

/** What a Nova case doesn't have. */
const more = fc.record(
    { extraMetaData, rootFiles, metadataVersions: fc.constant("latest"), label: fc.constant("CONFIG-2") },
    { requiredKeys: [] },
);

/** Random declarations, each with what a Nova case has and what only this package has. */
const declarations = (count: number): readonly RawInputs[] => {
    const own = fc.sample(more, { numRuns: count, seed: SEED });
    return generatedCases(count, SEED).map((nova, index) => ({ ...inputsOf(nova), ...own[index] }));
};

describe("the inputs of a drive that is read from its image", () => {
    it("make the same image: any that can be declared", () => {
        for (const inputs of declarations(200)) expectSame(inputs);
    });

    it("make the same vfat image: any that can be declared", () => {
        for (const inputs of declarations(20)) expectSame({ ...inputs, format: "vfat", size: 8 * MIB });
    });

    it("make the same image without metadata", () => {
        const bare = fc.record({
            rootFiles: rootFiles.filter((files) => Object.keys(files).length > 0),
            label: fc.constantFrom("cidata", "LICENSE"),
            format: fc.constantFrom("iso9660", "vfat"),
        });
        for (const inputs of fc.sample(bare, { numRuns: 10, seed: SEED })) {
            expectSame({ ...inputs, metadataVersions: [], ...(inputs.format === "vfat" && { size: 8 * MIB }) });
        }
    });

    it("omit what is the default", () => {
        const { inputs } = recovered(bytesOf(built({ hostname: "web-1", randomSeed: "c2VlZA==" })));
        expect(inputs).toEqual({ uuid: UUID, hostname: "web-1", randomSeed: "c2VlZA==" });
        const { inputs: vfat } = recovered(bytesOf(built({ format: "vfat", label: "CONFIG-2", size: 8 * MIB })));
        expect(vfat).toEqual({ uuid: UUID, randomSeed: null, format: "vfat", label: "CONFIG-2", size: 8 * MIB });
    });

    it("have the empty directories, and no others", () => {
        const rootFiles = { "a/b/c.txt": { content: "x" }, "a/empty/": { content: "" }, "license/": { content: "" } };
        const { inputs, files } = recovered(bytesOf(built({ metadataVersions: [], rootFiles })));
        expect(inputs["rootFiles"]).toEqual(rootFiles);
        expect([...files.keys()].sort()).toEqual(Object.keys(rootFiles));
    });

    it("have bytes where a file isn't UTF-8, and the text with its byte order mark where it is", () => {
        const files = { "/bytes": { base64: "/wD/" }, "/marked": { base64: "77u/aGk=" } };
        const { inputs } = recovered(bytesOf(built({ files })));
        expect(inputs["files"]).toEqual({ "/bytes": { base64: "/wD/" }, "/marked": { content: "\ufeffhi" } });
    });

    it("don't exist for other bytes, which are named", () => {
        const cut = bytesOf(built({})).subarray(0, 40_960);
        const others = [new Uint8Array(), Buffer.from("#cloud-config\n"), Buffer.from("QFI\xfb", "latin1"), cut];
        expect(others.map(recoverDrive)).toMatchInlineSnapshot(`
          [
            {
              "reason": "is empty",
            },
            {
              "reason": "is user data, not an image",
            },
            {
              "reason": "is a qcow2 disk; convert it with qemu-img convert -O raw",
            },
            {
              "reason": "can't be read: read ISO 9660 image: the volume has 114688 bytes, but the image only 40960: it is truncated",
            },
          ]
        `);
    });
});
