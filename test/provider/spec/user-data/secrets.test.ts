import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkCloudConfig } from "../../../../provider/spec/user-data/cloud-config.ts";
import { SEED } from "../../../support/seed.ts";

/** Not similar to any key of cloud-init, and not split in reasons. */
const CANARY = "hunter2";

const TEXTS = [
    "users:\n  - name: ops\n    passwd: $6$x\n    ssh_authorized_keys: [ssh-ed25519 AAAA]\n",
    "chpasswd:\n  users:\n    - {name: ops, password: x, type: text}\n",
    "write_files:\n  - path: /etc/x\n    content: |\n      a: b\n    permissions: '0600'\n",
    "yum_repos:\n  internal:\n    baseurl: https://example.org\n    enabled: true\n",
    "apt: &a\n  sources: {x: {source: deb http://x y z}}\nswap: *a\n",
    "power_state: {mode: reboot, delay: '+5', timeout: 3}\nmounts: [[a, b]]\n",
    'random_seed: {file: /dev/x, data: "x"}\nruncmd: [[a, b], !!str c]\n',
    "launch-index: 5\n? a\n: b\n<<: {packages: [a]}\n",
];

/** Where it can occur: part of a word, a value of each style, a key, a name, something that isn't YAML. */
const FORMS = [
    "",
    "'",
    '"',
    "!",
    "!!",
    "&",
    "*",
    "{",
    "[",
    "%",
    "@",
    "`",
    "|",
    ">",
    "- ",
    ": ",
    "\n",
    "\t",
    "\\",
    "\n---\n",
];

const TYPES = [undefined, "text/plain", "text/cloud-config", "text/cloud-config-archive"];

const texts = fc
    .tuple(
        fc.constantFrom(...TEXTS),
        fc.array(fc.tuple(fc.nat(200), fc.constantFrom(...FORMS), fc.constantFrom(...FORMS, ":")), {
            minLength: 1,
            maxLength: 4,
        }),
    )
    .map(([text, places]) =>
        places.reduce((before, [at, open, close]) => {
            const place = at % (before.length + 1);
            return `${before.slice(0, place)}${open}${CANARY}${close}${before.slice(place)}`;
        }, text),
    );

const heads = fc.constantFrom("#cloud-config\n", "#cloud-config-archive\n- #cloud-config\n", "#cloud-config-archive\n");

describe("a reason about cloud-config", () => {
    it(`never contains any of the text, CONFIG_DRIVE_SEED=${SEED}`, async () => {
        let told = 0;
        await fc.assert(
            fc.asyncProperty(heads, texts, fc.constantFrom(...TYPES), async (head, text, contentType) => {
                const content = `${head}${text}`;
                const userData = contentType === undefined ? content : [{ content, contentType }];
                const { problems, warnings } = await checkCloudConfig({ userData });
                told += problems.length;
                for (const { path, reason } of [...problems, ...warnings]) {
                    expect(path).toMatch(/^userData(\[0\]\.content)?$/);
                    expect(reason.toLowerCase()).not.toContain(CANARY);
                }
            }),
            { numRuns: 3000, seed: SEED },
        );
        expect(told).toBeGreaterThan(2000);
    });

    it(`never fails with an exception, for any inputs, CONFIG_DRIVE_SEED=${SEED}`, async () => {
        const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true });
        const yaml = fc.string({ unit: "binary" }).map((text) => `#cloud-config\n${text}`);
        const inputs = fc.record({
            userData: fc.oneof(anything, yaml, fc.array(fc.record({ content: fc.oneof(anything, yaml) }))),
            vendorData: fc.oneof(anything, fc.record({ "cloud-init": fc.oneof(anything, yaml, fc.array(yaml)) })),
            strictUserData: anything,
        });
        const check = fc.asyncProperty(inputs, async (values) => {
            const { problems, warnings } = await checkCloudConfig(values);
            expect([...problems, ...warnings].every(({ reason }) => reason !== "")).toBe(true);
        });
        await fc.assert(check, { numRuns: 2000, seed: SEED });
    });
});
