import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { relative } from "node:path";
import { gunzipSync } from "node:zlib";
import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { readIso9660 } from "../../provider/formats/iso9660/index.ts";
import {
    type ConfigDriveImage,
    type ConfigDriveImageArgs,
    type ConfigDriveImageOptions,
    configDriveImage,
} from "../../sdk/index.ts";
import { Folder } from "../cli/harness.ts";

const SEED = Buffer.alloc(64, 7).toString("base64");

const startProgram = (preview: boolean): void => {
    pulumi.runtime.setMocks(
        { newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: ({ inputs }) => inputs },
        "project",
        "stack",
        preview,
    );
};
beforeEach(() => startProgram(false));

const settled = <T>(output: pulumi.Output<T>): Promise<T> =>
    new Promise((done) => output.apply((value) => done(value)));

/** Outputs that say of the file; base64gzip says of all that is in it. */
const ABOUT = ["path", "extentPath", "report", "sha256", "size", "virtualSize"] as const;

interface Seen {
    readonly path: string;
    readonly extentPath: string;
    readonly report: string;
    readonly sha256: string;
    readonly size: number;
    readonly virtualSize: number;
    readonly base64gzip: string;
}

const see = async (image: ConfigDriveImage): Promise<Seen> => ({
    path: await settled(image.path),
    extentPath: await settled(image.extentPath),
    report: await settled(image.report),
    sha256: await settled(image.sha256),
    size: await settled(image.size),
    virtualSize: await settled(image.virtualSize),
    base64gzip: await settled(image.base64gzip),
});

/** Builds an image in a folder, and looks at all of its outputs. */
const build = (folder: Folder, args: ConfigDriveImageArgs, options: ConfigDriveImageOptions = {}): Promise<Seen> =>
    see(configDriveImage(args, { directory: folder.file("images"), ...options }));

/** Pulumi ends a program at its first rejection that nobody handles; what it shows of it is the message alone. */
const failureOf = async (declare: () => unknown): Promise<Error> => {
    const listeners = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    try {
        const failed = new Promise<unknown>((done) => process.once("unhandledRejection", done));
        process.on("unhandledRejection", () => undefined);
        declare();
        const error = await failed;
        if (pulumi.RunError.isInstance(error)) return error;
        throw error;
    } finally {
        // The other outputs of the same image reject as well.
        await new Promise((done) => setTimeout(done, 20));
        process.removeAllListeners("unhandledRejection");
        for (const listener of listeners) process.on("unhandledRejection", listener);
    }
};

describe("configDriveImage", () => {
    it("writes an image for its owner alone and says what it is", async () => {
        using folder = new Folder();
        const { path, extentPath, sha256, size, virtualSize } = await build(folder, { hostname: "web" });
        const content = readFileSync(path);
        expect(path).toBe(`${folder.file("images")}/config-drive-${sha256.slice(0, 32)}.iso`);
        expect(sha256).toBe(createHash("sha256").update(content).digest("hex"));
        expect([size, virtualSize, extentPath]).toEqual([content.length, content.length, ""]);
        expect(statSync(path).mode & 0o777).toBe(0o600);
        expect(statSync(folder.file("images")).mode & 0o777).toBe(0o700);
        expect(readFileSync(folder.file("images/.gitignore"), "utf8")).toBe("*\n");
        expect(readIso9660(new Uint8Array(content)).label).toBe("config-2");
    });

    it.each([
        [{ format: "vfat" }, ".img", 64],
        [{ format: "vhd" }, ".vhd", 1],
        [{ format: "vhd", fileSystem: "vfat", size: 8_388_608 }, ".vhd", 8],
        [{ format: "vmdk" }, ".vmdk", 1],
    ] as const)("writes other formats: %j", async (options, ending, mib) => {
        using folder = new Folder();
        const { path, size, virtualSize } = await build(folder, { hostname: "web" }, options);
        expect(path.endsWith(ending)).toBe(true);
        expect(statSync(path).size).toBe(size);
        expect(virtualSize).toBe(mib * 1024 * 1024);
    });

    it("writes both files of a monolithicFlat", async () => {
        using folder = new Folder();
        const options = { format: "vmdk", subformat: "monolithicFlat" } as const;
        const { path, extentPath } = await build(folder, { hostname: "web" }, options);
        expect(readFileSync(path, "utf8")).toContain(`"${extentPath.split("/").at(-1)}"`);
        expect(statSync(extentPath)).toMatchObject({ size: 1024 * 1024 });
        expect(statSync(extentPath).mode & 0o777).toBe(0o600);
    });

    it("writes a page that shows the drive beside any image, only if asked", async () => {
        using folder = new Folder();
        const plain = await build(folder, { hostname: "web" });
        expect([plain.report, readdirSync(folder.file("images")).filter((name) => name.endsWith(".html"))]).toEqual([
            "",
            [],
        ]);
        for (const options of [{}, { format: "vhd" }, { format: "vmdk", subformat: "monolithicFlat" }] as const) {
            const { path, extentPath, report } = await build(folder, { hostname: "web" }, { ...options, report: true });
            expect(report).toBe(path.replace(/\.[a-z]+$/, ".html"));
            expect(readFileSync(report, "utf8")).toMatch(/^<!doctype html>[\s\S]*\bweb\b/);
            expect(statSync(report).mode & 0o777).toBe(0o600);
            expect(extentPath === "").toBe(!("subformat" in options));
        }
    });

    it("takes outputs and promises anywhere", async () => {
        using folder = new Folder();
        const plain = await build(folder, {
            hostname: "web",
            meta: { role: "web" },
            files: { "/a": { content: "b" } },
        });
        const wrapped = await build(folder, {
            hostname: pulumi.output("web"),
            meta: Promise.resolve({ role: pulumi.output("web") }),
            files: { "/a": { content: pulumi.secret("b") } },
        });
        expect(wrapped).toEqual(plain);
    });

    it("gives the image for bare-metal services", async () => {
        using folder = new Folder();
        const { path, base64gzip } = await build(folder, { hostname: "web" });
        expect(gunzipSync(Buffer.from(base64gzip, "base64")).equals(readFileSync(path))).toBe(true);
    });

    it("gives a path as the folder was given", async () => {
        using folder = new Folder();
        const directory = relative(process.cwd(), folder.file("images"));
        const path = await settled(configDriveImage({ hostname: "web" }, { directory }).path);
        expect(path.startsWith(`${directory}/config-drive-`)).toBe(true);
        expect(existsSync(path)).toBe(true);
    });

    it("writes nothing again that is there", async () => {
        using folder = new Folder();
        const { path } = await build(folder, { hostname: "web" });
        const { ino, mtimeNs } = statSync(path, { bigint: true });
        expect((await build(folder, { hostname: "web" })).path).toBe(path);
        expect(statSync(path, { bigint: true })).toMatchObject({ ino, mtimeNs });
    });

    it("writes the same image many times at once", async () => {
        using folder = new Folder();
        const images = await Promise.all(Array.from({ length: 10 }, () => build(folder, { hostname: "web" })));
        expect(new Set(images.map(({ path }) => path)).size).toBe(1);
        expect(readdirSync(folder.file("images"))).toHaveLength(2);
    });

    it("gives machines of one name in two stacks different instance ids", async () => {
        using folder = new Folder();
        const { sha256 } = await build(folder, { hostname: "web" });
        pulumi.runtime.setMocks({ newResource: () => ({ id: "", state: {} }), call: () => ({}) }, "project", "other");
        expect((await build(folder, { hostname: "web" })).sha256).not.toBe(sha256);
    });
});

describe("the secrets of an image", () => {
    const secretsOf = async (args: ConfigDriveImageArgs): Promise<readonly string[]> => {
        using folder = new Folder();
        const image = configDriveImage(args, { directory: folder.path });
        await see(image);
        const found = await Promise.all(
            [...ABOUT, "base64gzip" as const].map(async (key) => {
                const output: pulumi.Output<unknown> = image[key];
                return (await pulumi.isSecret(output)) ? [key] : [];
            }),
        );
        return found.flat();
    };
    const sources: readonly ConfigDriveImageArgs[] = [
        { adminPassword: "secret" },
        { userData: "#cloud-config\n" },
        { vendorData: { a: "b" } },
        { vendorData2: { a: "b" } },
        { files: { "/a": { content: "b" } } },
        { rootFiles: { a: { content: "b" } } },
        { ec2: pulumi.secret({ "instance-id": "i-1" }) },
        { meta: { key: pulumi.secret("value") } },
    ];

    it.each(sources.map((args) => [Object.keys(args).join(), args] as const))(
        "are in base64gzip, and in what a digest may tell: %s",
        async (_key, args) => {
            expect(await secretsOf({ hostname: "web", ...args })).toEqual([...ABOUT, "base64gzip"]);
            expect(await secretsOf({ hostname: "web", ...args, randomSeed: SEED })).toEqual(["base64gzip"]);
        },
    );

    it("aren't there where nothing is secret", async () => {
        expect(await secretsOf({ hostname: "web" })).toEqual([]);
        expect(await secretsOf({ hostname: "web", userData: undefined, randomSeed: null })).toEqual([]);
    });

    it("aren't kept by a seed that is short, or that isn't on the drive", async () => {
        const short = { hostname: "web", randomSeed: Buffer.alloc(15).toString("base64") };
        expect(await secretsOf(short)).toEqual([...ABOUT, "base64gzip"]);
        const bare = { metadataVersions: [], randomSeed: SEED, rootFiles: { a: { content: "b" } } } as const;
        expect(await secretsOf(bare)).toEqual([...ABOUT, "base64gzip"]);
    });

    it("appear in no name of a file", async () => {
        using folder = new Folder();
        await build(folder, { hostname: "web", adminPassword: "canary", userData: "canary" });
        expect(readdirSync(folder.path, { recursive: true }).join()).not.toContain("canary");
    });
});

describe("a declaration of an image that can't be used", () => {
    it("is refused with everything that is wrong, and without a secret", async () => {
        using folder = new Folder();
        const args = { hostnme: "web", adminPassword: "canary\0", files: { "/a": { content: "canary", base64: "" } } };
        const options = { directory: folder.file("images"), subformat: "monolithicFlat" } as const;
        const { message } = await failureOf(() => configDriveImage(args, options));
        expect(message).toMatchInlineSnapshot(`
          "build the image of a config drive: its declaration is invalid.
              options.subformat: only applies to format "vmdk"; omit it
              hostnme: unknown key; did you mean "hostname"?
              uuid: is missing and can't be derived without hostname or name; set one of the three
              files["/a"]: has both content and base64; set only one"
        `);
        expect(message).not.toContain("canary");
        expect(readdirSync(folder.path)).toEqual([]);
    });

    it("is told what the system refused", async () => {
        using folder = new Folder();
        const directory = folder.file("images", "");
        const { message } = await failureOf(() => configDriveImage({ hostname: "web" }, { directory }));
        expect(message).toBe(`write to the folder ${directory}: file already exists (EEXIST).`);
    });

    it("brings warnings, which hold no secret either", async () => {
        using folder = new Folder();
        const complain = vi.spyOn(console, "warn").mockImplementation(() => undefined);
        try {
            await build(folder, {
                metadataVersions: [],
                adminPassword: "canary",
                rootFiles: { a: { content: "canary" } },
            });
            const lines = complain.mock.calls.map(([line]) => String(line));
            expect(lines).toEqual([
                expect.stringContaining(
                    "image of a config drive: adminPassword: isn't written to the drive because metadataVersions is []",
                ),
            ]);
            expect(lines.join()).not.toContain("canary");
        } finally {
            complain.mockRestore();
        }
    });
});

describe("an image of what isn't known yet", () => {
    class Machine extends pulumi.CustomResource {
        declare public readonly mac: pulumi.Output<string>;

        public constructor() {
            super("test:index:Machine", "machine", { mac: undefined });
        }
    }

    it("has unknown outputs, and no file", async () => {
        startProgram(true);
        using folder = new Folder();
        const directory = folder.file("images");
        const image = configDriveImage({ hostname: "web", meta: { mac: new Machine().mac } }, { directory });
        let isCalled = false;
        for (const key of [...ABOUT, "base64gzip"] as const) {
            const output: pulumi.Output<unknown> = image[key];
            output.apply(() => {
                isCalled = true;
            });
        }
        expect(await pulumi.isSecret(image.path)).toBe(false);
        await settled(configDriveImage({ hostname: "other" }, { directory: folder.file("known") }).base64gzip);
        expect(isCalled).toBe(false);
        expect(existsSync(directory)).toBe(false);
        expect(existsSync(folder.file("known"))).toBe(true);
    });
});
