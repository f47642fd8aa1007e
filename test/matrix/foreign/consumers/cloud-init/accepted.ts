import { gzipSync } from "node:zlib";
import fc from "fast-check";
import type { ContentInputs, JsonObject, UserData } from "../../../../../provider/model/inputs.ts";
import { parseSpec } from "../../../../../provider/spec/parse.ts";
import { isReadable } from "../../../../support/ascii-json.ts";
import { isOrdinary } from "../../../../support/ordinary.ts";
import { UUID } from "../drive.ts";
import { networkData, text } from "./accepted-network.ts";

const anyText = fc.string({ unit: "grapheme", maxLength: 30 });
const bytes = fc.uint8Array({ maxLength: 64 });
const base64 = fc.uint8Array({ minLength: 1, maxLength: 64 }).map((content) => Buffer.from(content).toString("base64"));

const isFit = (value: unknown): boolean => isOrdinary(value) && isReadable(value);

const label = fc.stringMatching(/^[a-zA-Z0-9]([a-zA-Z0-9-]{0,20}[a-zA-Z0-9])?$/);
const hostname = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join("."));

/** A key that sshd takes, in one of the forms in which it may stand in a file of keys. */
const publicKey = fc
    .record({ bytes: fc.uint8Array({ minLength: 32, maxLength: 32 }), form: fc.nat(3), comment: text })
    .map(({ bytes: key, form, comment }) => {
        const part = (content: Uint8Array): Buffer => Buffer.from([0, 0, 0, content.length, ...content]);
        const blob = Buffer.concat([part(Buffer.from("ssh-ed25519")), part(key)]).toString("base64");
        const bare = `ssh-ed25519 ${blob}`;
        return (
            [bare, `${bare} ${comment.replaceAll(/\s/g, "")}`, `${bare}\n`, `no-pty,command="a b" ${bare}`][form] ??
            bare
        );
    });

const CLOUD_CONFIGS = [
    "#cloud-config\n{}\n",
    "#cloud-config\nruncmd: [[echo, ü]]\n",
    "#CLOUD-CONFIG\r\npackages: [vim]\r\n",
    "\n#cloud-config\nusers: [default, { name: ops }]\n",
];
const MERGE_TYPES = ["list(append)+dict(recurse_array)+str()", "list(append)", "dict(no_replace,recurse_list)"];

const cloudConfig = fc.constantFrom(...CLOUD_CONFIGS);

const other = fc.oneof(
    anyText.map((rest) => `#!/bin/sh\n${rest}`),
    anyText.map((rest) => `#cloud-boothook\n${rest}`),
    anyText.map((rest) => `## template: jinja\n#cloud-config\n# ${rest.replaceAll(/[\s{}]/g, "")}\n{}\n`),
    anyText,
);

const document = fc.oneof(cloudConfig, other);

const headers = {
    filename: text.filter((name) => !/[\p{Cc}\p{Zl}\p{Zp}/\\]/u.test(name)),
    mergeType: fc.constantFrom(...MERGE_TYPES),
};

const part = fc.oneof(
    fc.record({ content: document, ...headers }, { requiredKeys: ["content"] }),
    fc.record({ content: cloudConfig, contentType: fc.constant("text/cloud-config"), ...headers }),
    fc.record({
        content: other,
        contentType: fc.constantFrom("text/x-shellscript", "text/plain", "application/octet-stream"),
        ...headers,
    }),
);

const userData: fc.Arbitrary<UserData> = fc.oneof(
    document,
    bytes.map((content) => ({ base64: Buffer.from(content).toString("base64") })),
    document.map((content) => ({ base64: gzipSync(content).toString("base64") })),
    fc.array(part, { minLength: 1, maxLength: 4 }),
);

const json = (value: unknown): JsonObject => JSON.parse(JSON.stringify(value));

const freeJson: fc.Arbitrary<JsonObject> = fc
    .dictionary(anyText, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 4 })
    .filter(isFit)
    .map(json);

const vendorData = fc
    .tuple(freeJson, fc.constantFrom(undefined, null, CLOUD_CONFIGS[1], [CLOUD_CONFIGS[1], "#!/bin/sh\n"]))
    .map(([rest, own]) => (own === undefined ? rest : json({ ...rest, "cloud-init": own })));

const fileContent = fc.oneof(
    anyText.map((content) => ({ content })),
    base64.map((content) => ({ base64: content })),
);
const files = fc.dictionary(
    fc
        .array(fc.stringMatching(/^[a-zA-Z0-9_ é.-]{1,12}$/), { minLength: 1, maxLength: 3 })
        .map((names) => `/${names.join("/")}`),
    fileContent,
    { maxKeys: 4 },
);

const device = fc.oneof(
    fc.record({ type: fc.constant("nic" as const), mac: fc.constant("52:54:00:ab:cd:00"), tags: fc.array(label) }),
    fc.record({ type: fc.constant("disk" as const), serial: label, bus: fc.constant("scsi" as const) }),
);

const meta = fc
    .tuple(fc.dictionary(text, anyText, { maxKeys: 4 }), fc.constantFrom(undefined, "local", "net"))
    .map(([free, dsmode]) => ({ ...free, ...(dsmode !== undefined && { dsmode }) }))
    .filter(isFit);

const extraMetaData = fc
    .tuple(
        freeJson,
        fc.record(
            {
                "local-hostname": hostname,
                placement: fc
                    .tuple(freeJson, fc.option(anyText))
                    .map(([free, zone]) => ({ ...free, "availability-zone": zone })),
                region: fc.option(anyText),
                "availability-zone": fc.option(anyText),
                ...Object.fromEntries(
                    ["cloud-name", "instance-id", "dsmode", "launch-index"].map((key) => [
                        key,
                        fc.jsonValue({ maxDepth: 1 }),
                    ]),
                ),
            },
            { requiredKeys: [] },
        ),
    )
    .map(([free, known]) => json({ ...free, ...known }))
    .filter(isFit);

/** Declarations of drives that guests read by themselves; `parseSpec` accepts most. */
const declaration: fc.Arbitrary<ContentInputs> = fc.record(
    {
        uuid: fc.uuid().chain((uuid) => fc.constantFrom(uuid, uuid.toUpperCase())),
        hostname,
        name: anyText,
        availabilityZone: fc.option(anyText),
        launchIndex: fc.nat(1000),
        projectId: anyText,
        meta,
        publicKeys: fc.dictionary(text, publicKey, { maxKeys: 4 }).filter(isFit),
        adminPassword: anyText,
        randomSeed: fc.option(base64),
        devices: fc.array(device, { maxLength: 3 }),
        dedicatedCpus: fc.uniqueArray(fc.nat(127), { maxLength: 4 }),
        extraMetaData,
        userData,
        vendorData,
        vendorData2: vendorData,
        networkData,
        files,
        metadataVersions: fc.constantFrom("all" as const, "latest" as const),
        ec2: freeJson,
    },
    { requiredKeys: ["uuid", "hostname"] },
);

/** Declarations at random that are accepted: as many as asked for, unless more than half of those drawn are refused. */
export const acceptedInputs = (count: number, seed: number): readonly ContentInputs[] =>
    fc
        .sample(declaration, { seed, numRuns: 2 * count })
        .filter((inputs) => parseSpec({ ...inputs }, UUID).kind === "spec")
        .slice(0, count);
