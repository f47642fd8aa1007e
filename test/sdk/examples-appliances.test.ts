import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readIso9660 } from "../../provider/formats/iso9660/index.ts";
import { writeImage } from "../../provider/image/write.ts";
import { parseSpec } from "../../provider/spec/parse.ts";
import { layOut } from "../../provider/tree/lay-out.ts";
import { checkInputs } from "../support/check-inputs.ts";
import { joined } from "../support/in-memory.ts";
import { declared, runExample, withoutOutputs } from "./mocked-example.ts";

const missing = ["bin/sdk/index.js", "node_modules/@pulumi/libvirt/index.js"].filter(
    (path) => !existsSync(join(process.cwd(), path)),
);

const UUID = "83679162-1378-4288-a2d4-70e13ec132aa";
const DRIVE = "pulumi-nodejs:dynamic/config-drive:ConfigDrive";
const DOMAIN = "libvirt:index/domain:Domain";

/** What is on the drive of an example, by the reader of images. */
const driveOf = async (name: string, config: Readonly<Record<string, string>>) => {
    const example = await runExample(
        `appliances/${name}`,
        { image: "/images/appliance.qcow2", ...config },
        {
            state: { cloudinitId: `/pool/seed.iso;${UUID}` },
        },
    );
    // The domain starts with the drive in.
    expect(await declared(example, DOMAIN)).toMatchObject({ cloudinit: `/pool/seed.iso;${UUID}` });
    const inputs = withoutOutputs(await declared(example, DRIVE));
    expect(inputs).not.toHaveProperty("domain");
    const { problems, warnings, inputs: checked } = checkInputs({}, inputs, (size) => new Uint8Array(size).fill(1));
    expect({ problems, warnings }).toEqual({ problems: [], warnings: [] });
    const parsed = parseSpec(checked, UUID);
    if (parsed.kind !== "spec") throw new Error("a spec is expected");
    const { chunks } = writeImage(layOut(parsed.spec), parsed.spec);
    const { label, files, directories } = readIso9660(new Uint8Array(joined(chunks)));
    const contents = new Map(files.map(({ path, content }) => [path, Buffer.from(content).toString()]));
    return { label, paths: [...contents.keys()], directories, textOf: (path: string) => contents.get(path) ?? "" };
};

describe.skipIf(missing.length > 0)("the drives for network appliances", () => {
    it("fortigate: commands as user data, the license as the first file", async () => {
        const drive = await driveOf("fortigate", { password: "s3cret", license: "-----BEGIN FGT VM LICENSE-----" });
        expect(drive.label).toBe("config-2");
        expect(drive.paths).toEqual([
            "openstack/content/0000",
            "openstack/latest/meta_data.json",
            "openstack/latest/user_data",
            "openstack/latest/vendor_data.json",
            "openstack/latest/vendor_data2.json",
        ]);
        expect(drive.textOf("openstack/latest/user_data")).toContain("        set password s3cret\n");
        expect(drive.textOf("openstack/content/0000")).toBe("-----BEGIN FGT VM LICENSE-----");
    });

    it("cisco-c8000v: one file at the root", async () => {
        const drive = await driveOf("cisco-c8000v", { enableSecret: "s3cret" });
        expect([drive.paths, drive.directories]).toEqual([["iosxe_config.txt"], []]);
        expect(drive.textOf("iosxe_config.txt")).toContain("\nenable secret s3cret\n");
    });

    it("palo-alto: four folders, two of them empty", async () => {
        const drive = await driveOf("palo-alto", { authcode: "I1234567" });
        expect(drive.paths).toEqual(["config/init-cfg.txt", "license/authcodes"]);
        expect(drive.directories.toSorted()).toEqual(["config", "content", "license", "software"]);
        expect(drive.textOf("license/authcodes")).toBe("I1234567");
    });

    it("vsrx: one file at the root, under a label of its own", async () => {
        const drive = await driveOf("vsrx", { rootPassword: "$6$hash" });
        expect(drive.label).toBe("vsrx-config");
        expect([drive.paths, drive.directories]).toEqual([["juniper.conf"], []]);
        expect(drive.textOf("juniper.conf")).toContain('encrypted-password "$6$hash";');
    });
});
