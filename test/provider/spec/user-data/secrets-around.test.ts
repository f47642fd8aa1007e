import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkCloudConfig } from "../../../../provider/spec/user-data/cloud-config.ts";
import { SEED } from "../../../support/seed.ts";
import { problemsIn, warningsIn } from "../reading.ts";

const CANARY = "hunter2";

type Bytes = string | Uint8Array;

/** Lines of user data of all kinds; each can also be the canary, or contain it. */
const LINES = [
    ...[
        "#cloud-config",
        "#!/bin/sh",
        "\t#!/bin/sh",
        "#cloud-boothook",
        "#CLOUD-BOOTHOOK",
        "## template: jinja",
        "#include",
    ],
    ...['Content-Type: multipart/mixed; boundary="B"', "MIME-Version: 1.0", "", "--B", "--B--", "é", "/etc/passwd"],
    ...["Content-Type: text/cloud-config", "Content-Type: application/gzip", "Content-Transfer-Encoding: base64"],
    ...["write_files:", "- path: /x", "  encoding: b64", "  content: x y", "  content: aGVsbG8=", "  encoding: gz+b64"],
    ...[CANARY, `boundary=${CANARY}`, `Content-Type: text/${CANARY}`, `  content: ${CANARY}`, `  encoding: ${CANARY}`],
    ...[`Content-Transfer-Encoding: ${CANARY}`, `--${CANARY}`, `${CANARY}: x`, `/root/${CANARY}.pub`],
];

const WRAPS: readonly ((content: Bytes) => Bytes)[] = [
    (content) => content,
    (content) => gzipSync(content),
    (content) => Buffer.from(content).toString("base64"),
    (content) => `\n${String(content)}`,
];

const contents = fc
    .tuple(
        fc.array(fc.constantFrom(...LINES), { minLength: 1, maxLength: 14 }),
        fc.array(fc.constantFrom(...WRAPS), { maxLength: 3 }),
    )
    .map(([lines, wraps]) => wraps.reduce<Bytes>((content, wrap) => wrap(content), `${lines.join("\n")}\n`));

const FORMS: readonly ((content: Bytes) => object)[] = [
    (content) => ({ userData: String(content) }),
    (content) => ({ userData: { base64: Buffer.from(content).toString("base64") } }),
    (content) => ({ userData: [{ content: String(content) }] }),
    (content) => ({ vendorData: { "cloud-init": [String(content)] } }),
    (content) => ({ vendorData2: { answer: { "cloud-init": String(content) } } }),
];

describe("a reason about user data", () => {
    it(`never contains any of it, whatever is around it, CONFIG_DRIVE_SEED=${SEED}`, async () => {
        let told = 0;
        await fc.assert(
            fc.asyncProperty(contents, fc.constantFrom(...FORMS), async (content, form) => {
                const inputs = { ...form(content) };
                const { problems, warnings } = await checkCloudConfig(inputs);
                const reasons = [...problems, ...warnings].map(({ path, reason }) => `${path}: ${reason}`);
                const all = [...reasons, ...problemsIn(inputs), ...warningsIn(inputs)];
                told += all.length;
                expect(all.join("\n").toLowerCase()).not.toContain(CANARY);
            }),
            { numRuns: 4000, seed: SEED },
        );
        expect(told).toBeGreaterThan(2000);
    });
});
