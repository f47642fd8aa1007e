import { describe, expect, it } from "vitest";
import { readImage } from "../../../provider/image/read.ts";
import { wholeImage, writeImage } from "../../../provider/image/write.ts";
import { parseSpec } from "../../../provider/spec/parse.ts";
import { layOut } from "../../../provider/tree/lay-out.ts";
import { generatedCases, inputsOf } from "../../foreign/nova/generated.ts";
import { isReadable, parseAsciiJson } from "../../support/ascii-json.ts";
import { joined } from "../../support/in-memory.ts";
import { SEED } from "../../support/seed.ts";

type Files = ReadonlyMap<string, Uint8Array>;

const NETWORK = {
    links: [{ id: "eth0", type: "phy", ethernet_mac_address: "52:54:00:12:34:56" }],
    networks: [{ id: "lan", type: "ipv4_dhcp", link: "eth0" }],
    services: [{ type: "dns", address: "192.0.2.53" }],
};

const base64 = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString("base64");

const json = (files: Files, path: string) => {
    const bytes = files.get(path);
    return bytes === undefined ? undefined : parseAsciiJson(Buffer.from(bytes).toString());
};

const emptyAsNone = (value: unknown): unknown =>
    typeof value === "object" && value !== null && Object.keys(value).length === 0 ? undefined : value;

/** What is on the drive, in the form of a declaration; values that mean the same as absence are omitted. */
const declarationOf = (files: Files): unknown => {
    const metaData = json(files, "openstack/latest/meta_data.json");
    const userData = files.get("openstack/latest/user_data");
    const injected: { path: string; content_path: string }[] = metaData.files ?? [];
    return {
        uuid: metaData.uuid,
        hostname: metaData.hostname,
        name: metaData.name,
        projectId: metaData.project_id,
        availabilityZone: metaData.availability_zone ?? undefined,
        launchIndex: metaData.launch_index || undefined,
        meta: metaData.meta,
        publicKeys: metaData.public_keys,
        adminPassword: metaData.admin_pass,
        dedicatedCpus: emptyAsNone(metaData.dedicated_cpus),
        networkData: json(files, "openstack/latest/network_data.json"),
        vendorData: emptyAsNone(json(files, "openstack/latest/vendor_data.json")),
        userData: userData && { base64: base64(userData) },
        files: emptyAsNone(
            Object.fromEntries(
                injected.map((file) => [file.path, { base64: base64(files.get(`openstack${file.content_path}`)) }]),
            ),
        ),
    };
};

/** The declaration as the drive can express it: zero and an empty list mean the same as absence. */
const sayable = (inputs: Readonly<Record<string, unknown>>): unknown => {
    const { devices: _, launchIndex, meta, publicKeys, dedicatedCpus, vendorData, files, ...rest } = inputs;
    return {
        ...rest,
        launchIndex: launchIndex || undefined,
        meta: emptyAsNone(meta),
        publicKeys: emptyAsNone(publicKeys),
        dedicatedCpus: emptyAsNone([...(Array.isArray(dedicatedCpus) ? dedicatedCpus : [])].sort((a, b) => a - b)),
        vendorData: emptyAsNone(vendorData),
        files: emptyAsNone(files),
    };
};

const IMAGES = [{ format: "iso9660" }, { format: "vfat", size: 4 * 1024 * 1024 }];

describe.each(IMAGES)("a drive of format $format", (image) => {
    it(`contains what was declared, for 200 random declarations (seed ${SEED})`, () => {
        const readable = generatedCases(400, SEED).filter((nova) => isReadable(inputsOf(nova)));
        expect(readable.length).toBeGreaterThanOrEqual(200);
        for (const nova of readable.slice(0, 200)) {
            const inputs = { ...inputsOf(nova), networkData: NETWORK };
            const parsed = parseSpec({ ...inputs, ...image }, "");
            if (parsed.kind !== "spec") throw new Error(`${nova.id} is refused: ${JSON.stringify(parsed)}`);
            const bytes = joined(wholeImage(writeImage(layOut(parsed.spec), parsed.spec)));
            const { label, files } = readImage(bytes);
            expect(label).toBe("config-2");
            expect(declarationOf(new Map(files.map(({ path, content }) => [path, content]))), nova.id).toEqual(
                sayable(inputs),
            );
        }
    });
});
