import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readIso9660 } from "../../../provider/formats/iso9660/index.ts";
import { sha256Of } from "../../../provider/image/write.ts";
import { type ImageFiles, makeImageFiles, type RefusedImage } from "../../../provider/image-file/make.ts";
import { showProblem } from "../../../provider/model/problem.ts";
import { UNKNOWN } from "../../../provider/model/unknown.ts";
import { inMemory, joined } from "../../support/in-memory.ts";

const MIB = 1024 * 1024;
const owner = ["project", "stack"];
const SEED = Buffer.alloc(16, 7).toString("base64");

type Values = Readonly<Record<string, unknown>>;

const draw = (inputs: Values, options: Values = {}): Promise<ImageFiles | RefusedImage> =>
    makeImageFiles({ inputs, options, owner });

const drawn = async (inputs: Values, options: Values = {}): Promise<ImageFiles> => {
    const result = await draw(inputs, options);
    if (result.kind === "image") return result;
    throw new Error(result.problems.map(showProblem).join("\n"));
};

const problemsOf = async (inputs: Values, options: Values = {}): Promise<readonly string[]> => {
    const result = await draw(inputs, options);
    return result.kind === "problems" ? result.problems.map(showProblem) : [];
};

const web = { hostname: "web", randomSeed: SEED };

const metaDataOf = ({ files: [file] }: ImageFiles): Values => {
    const { files } = readIso9660(new Uint8Array(joined(file?.chunks ?? [])));
    const found = files.find(({ path }) => path === "openstack/latest/meta_data.json");
    return JSON.parse(Buffer.from(found?.content ?? []).toString());
};

describe("makeImageFiles", () => {
    it.each([
        [{}, [".iso"], "48124374e8c0e607"],
        [{ format: "vfat" }, [".img"], "cb21a2267fb18e4f"],
        [{ format: "vhd" }, [".vhd"], "4b34575fda015eb1"],
        [{ format: "vhd", fileSystem: "vfat", size: 8 * MIB }, [".vhd"], "ea9bd28f95859bf6"],
        [{ format: "vmdk" }, [".vmdk"], "6b4017edf3fa2ff6"],
        [{ format: "vmdk", fileSystem: "vfat" }, [".vmdk"], "3f449466bedc2379"],
        [{ format: "vmdk", subformat: "monolithicFlat" }, [".vmdk", "-flat.vmdk"], "84b12d27fe686264"],
    ])("makes the same files of the same declaration on every machine: %j", async (options, endings, digest) => {
        const { files, sha256, size, virtualSize, directory } = await drawn(web, options);
        expect(directory).toBe(".config-drive");
        expect([sha256, size, virtualSize]).toEqual([files[0]?.sha256, files[0]?.size, files[0]?.virtualSize]);
        for (const [index, file] of files.entries()) {
            expect(file.sha256).toBe(sha256Of(file.chunks.map(inMemory)));
            expect(file.size).toBe(file.chunks.reduce((total, { length }) => total + length, 0));
            expect(file.name).toBe(`config-drive-${file.sha256.slice(0, 32)}${endings[index]}`);
        }
        expect(files).toHaveLength(endings.length);
        expect(sha256.slice(0, 16)).toBe(digest);
    });

    it("derives the instance id from the content with rerun", async () => {
        const idOf = async (inputs: Values) => metaDataOf(await drawn({ ...web, ...inputs }))["uuid"];
        const first = await idOf({ rerun: "onChange", userData: "#!/bin/sh\n" });
        expect(first).not.toBe(await idOf({ userData: "#!/bin/sh\n" }));
        expect(await idOf({ rerun: "onChange", userData: "#!/bin/sh\necho\n" })).not.toBe(first);
        expect(await idOf({ rerun: "onChange", userData: "#!/bin/sh\n", meta: { a: "b" } })).toBe(first);
        expect(await problemsOf({ hostname: "web", rerun: "onChange" })).toEqual([
            expect.stringMatching(/^rerun: requires a randomSeed of at least 16 random bytes/),
        ]);
    });

    it("makes disks of whole MiB", async () => {
        expect((await drawn(web, { format: "vhd" })).virtualSize).toBe(MIB);
        expect((await drawn(web, { format: "vhd", fileSystem: "vfat", size: 2_129_920 })).virtualSize).toBe(3 * MIB);
        expect((await drawn(web, { format: "vfat", size: 2_129_920 })).virtualSize).toBe(2_129_920);
    });

    it("names the disk of a monolithicFlat in its descriptor", async () => {
        const [descriptor, disk] = (await drawn(web, { format: "vmdk", subformat: "monolithicFlat" })).files;
        expect(joined(descriptor?.chunks ?? []).toString()).toContain(`RW 2048 FLAT "${disk?.name}" 0\n`);
    });

    it.each([{}, { format: "vhd" }, { format: "vmdk" }])("compresses the file system, in %j too", async (options) => {
        const image = gunzipSync(Buffer.from(await (await drawn(web, options)).base64gzip(), "base64"));
        expect(image.equals(joined((await drawn(web)).files[0]?.chunks ?? []))).toBe(true);
    });

    it("derives a UUID from project, stack, hostname and name", async () => {
        const uuids = [
            metaDataOf(await drawn(web)),
            metaDataOf(await drawn({ ...web, name: "Web" })),
            metaDataOf(await drawn({ ...web, hostname: "db" })),
            metaDataOf(await drawn({ name: "web" })),
        ].map(({ uuid }) => uuid);
        expect(new Set(uuids).size).toBe(4);
        expect(metaDataOf(await drawn(web))["uuid"]).toBe(uuids[0]);
        const other = await makeImageFiles({ inputs: web, options: {}, owner: ["project", "other"] });
        expect(other.kind === "image" && metaDataOf(other)["uuid"]).not.toBe(uuids[0]);
        const uuid = "83679162-1378-4288-a2d4-70e13ec132aa";
        expect(metaDataOf(await drawn({ uuid }))["uuid"]).toBe(uuid);
    });

    it("requires a UUID if there is no name, unless the drive has no metadata", async () => {
        expect(await problemsOf({ userData: "#cloud-config\n" })).toEqual([
            "uuid: is missing and can't be derived without hostname or name; set one of the three",
        ]);
        expect(await problemsOf({ metadataVersions: [], rootFiles: { a: { content: "b" } } })).toEqual([]);
    });

    it.each([
        [{ hostname: "web" }, true],
        [{ hostname: "web", randomSeed: null }, true],
        [{ hostname: "web", randomSeed: Buffer.alloc(15).toString("base64") }, true],
        [{ hostname: "web", randomSeed: SEED }, false],
        [{ hostname: "web", randomSeed: SEED, metadataVersions: "latest" }, false],
        [{ metadataVersions: [], randomSeed: SEED, rootFiles: { a: { content: "b" } } }, true],
    ])("knows whether a digest tells of secrets: %j", async (inputs, isGuessable) => {
        expect((await drawn(inputs)).isGuessable).toBe(isGuessable);
    });

    it("makes a page that has no secret, nor a digest that would reveal one", async () => {
        const canary = "canary-1a2b";
        const inputs = { hostname: "web", userData: `#!/bin/sh\necho ${canary}\n`, meta: { api_token: canary } };
        const page = async (randomSeed?: string) => {
            const image = await drawn({ ...inputs, randomSeed }, { report: true });
            const [, report] = image.written;
            expect(image.pathsOf(["a", "b"])).toEqual({ path: "a", extentPath: "", report: "b" });
            return { image, name: report?.name, text: joined(report?.chunks ?? []).toString() };
        };
        const guessable = await page();
        expect(guessable.name).toBe(`config-drive-${guessable.image.sha256.slice(0, 32)}.html`);
        for (const hidden of [canary, guessable.image.sha256.slice(0, 8)]) expect(guessable.text).not.toContain(hidden);
        const seeded = await page(SEED);
        expect(seeded.text).not.toContain(canary);
        expect(seeded.text).toContain(seeded.image.sha256);
        expect((await page(SEED)).text).toBe(seeded.text);
    });

    it("shows files on disk in the page", async () => {
        const path = fileURLToPath(import.meta.url);
        const asset = { path, __pulumiAsset: true };
        const { written } = await drawn({ ...web, files: { "/opt/big": asset } }, { report: true });
        const text = joined(written.at(-1)?.chunks ?? []).toString();
        expect(text).toContain("/opt/big");
        // Where it was on this machine is nobody's business.
        expect(text).not.toContain(path);
    });

    it("reports everything that is wrong at once, by the names that the user wrote", async () => {
        const inputs = { hostnme: "web", domain: "vm", format: "vfat", networkData: { links: [{ id: 7 }] }, uuid: 1 };
        expect(
            await problemsOf(inputs, { format: "vmdk", size: 1, directory: "", fileSytem: "vfat" }),
        ).toMatchInlineSnapshot(`
          [
            "options.fileSytem: unknown key; did you mean "fileSystem"?",
            "options.directory: must be the path of a directory",
            "hostnme: unknown key; did you mean "hostname"?",
            "domain: belongs to the ConfigDrive resource; omit it here",
            "format: belongs in the options, the second argument",
            "uuid: must be a string, not a number",
            "networkData.links[0].id: must be a string, not a number",
            "networkData.links[0].type: is missing; it must be a string",
            "networkData.networks: is missing; it must be a list",
            "options.size: must be a number of bytes: a multiple of 4096 from 2129920 to 2147471360",
            "options.size: only applies to vfat images; an iso9660 image is as large as its contents",
          ]
        `);
    });

    it.each([
        [{ format: "qcow2" }],
        [{ format: 7, size: 1 }],
        [{ subformat: "monolithicFlat" }],
        [{ format: "vhd", subformat: "streamOptimized" }],
        [{ format: "vmdk", subformat: "monolithicSparse" }],
        [{ format: "vmdk", fileSystem: "ntfs", size: 1 }],
        [{ fileSystem: "iso9660" }],
        [{ format: "vfat", fileSystem: "vfat" }],
        [{ size: 64 * MIB }],
        [{ format: "vfat", size: 1000 }],
        [{ format: "vhd", fileSystem: "vfat", size: "64 MiB" }],
        [{ directory: 7 }],
        [{ report: "yes" }],
    ])("refuses options that don't go together: %j", async (options) => {
        expect(await problemsOf(web, options)).toMatchSnapshot();
    });

    it("treats undefined options as absent", async () => {
        const options = { format: undefined, subformat: undefined, fileSystem: undefined, size: undefined };
        expect((await drawn(web, options)).sha256).toBe((await drawn(web)).sha256);
    });

    it("says what a file system can't hold", async () => {
        const rootFiles = { "A.txt": { content: "" }, "a.txt": { content: "" } };
        const problems = await problemsOf({ ...web, rootFiles }, { format: "vfat" });
        expect(problems).toHaveLength(1);
        expect(problems[0]).toMatch(/a\.txt/);
    });

    it("names the input that the file system can't hold", async () => {
        const [problem, ...others] = await problemsOf(
            { ...web, rootFiles: { "a:b": { content: "" } } },
            { format: "vfat" },
        );
        expect(problem).toMatch(/^rootFiles\["a:b"\]: write "a:b": /);
        expect(others).toEqual([]);
    });

    it("refuses Pulumi's placeholder in a text", async () => {
        expect(await problemsOf({ ...web, userData: UNKNOWN })).toEqual([
            "userData: contains Pulumi's placeholder for a value that isn't known yet",
        ]);
    });

    it("passes warnings on, with an image and without", async () => {
        const lost = { metadataVersions: [], hostname: "web", rootFiles: { a: { content: "b" } } };
        const warning = "hostname: isn't written to the drive because metadataVersions is []";
        expect((await draw(lost)).warnings).toEqual([warning]);
        expect((await draw(lost, { size: 1 })).warnings).toEqual([warning]);
    });

    it("shows no secret in problems, warnings and names", async () => {
        const secrets = {
            adminPassword: "canary\u0000",
            randomSeed: "canary",
            userData: { base64: "canary" },
            vendorData: "canary",
            vendorData2: ["canary"],
            files: { "/a": { content: 7, base64: "canary" } },
            rootFiles: { a: "canary" },
        };
        const { kind, warnings } = await draw(secrets);
        expect(kind).toBe("problems");
        expect((await problemsOf(secrets)).length).toBeGreaterThan(5);
        expect([...(await problemsOf(secrets)), ...warnings].join("\n")).not.toContain("canary");
        const { files } = await drawn({ ...web, adminPassword: "canary", userData: "canary" });
        expect(files.map(({ name }) => name).join()).not.toContain("canary");
    });
});
