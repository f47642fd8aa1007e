import { describe, expect, it } from "vitest";
import { verdictOf } from "./field-input.ts";

const config = (...lines: readonly string[]): string => ["#cloud-config", ...lines, ""].join("\n");

const ACCEPTED: readonly [name: string, userData: string][] = [
    [
        "60, js-yaml#768: a list that ends in the key's column",
        config("packages: [", "  htop,", "  jq", "]", "runcmd:", "- [ls]"),
    ],
    ["60c: a mapping that ends in the key's column", config("chpasswd: {", "  expire: false", "}")],
    ["60h, eemeli/yaml#113: a quoted text that goes on in the key's column", config('final_message: "up', 'after"')],
];

/** Each with the line of the mistake, and a word of the reason. */
const REFUSED: readonly [name: string, userData: string, line: number, reason: RegExp][] = [
    ["61c, cloud-init#2180: a tab on a blank line", config("timezone: UTC", "\t", "packages: [htop]"), 3, /tab/],
    ["61e, cfn-lint#7: JSON indented with tabs", config("{", '\t"packages": [', '\t\t"htop"', "\t]", "}"), 3, /tab/],
    [
        "62: an IPv6 address in a list",
        config("manage_resolv_conf: true", "resolv_conf:", "  nameservers: [::1, 192.0.2.53]"),
        4,
        /./,
    ],
    ["63: a date that doesn't exist", config("final_message: 2024-02-30"), 2, /date/],
    ["63c: an equals sign alone", config("final_message: ="), 2, /=/],
    [
        "22b, harvester#2342: a missing colon",
        config("users:", "- name: lab", "  ssh_authorized_keys", "    - ssh-ed25519 AAAA"),
        4,
        /colon/,
    ],
    ["23b, cloud-init#2498: jinja without its header", config("hostname: {{ v1.local_hostname }}"), 2, /jinja/],
    ["67: a reserved @", config("runcmd:", "- @reboot ls"), 3, /@/],
];

const GZIP = "H4sIAAAAAAAAA8tIzcnJBwCGphA2BQAAAA==";

describe("YAML from the field", () => {
    it.each(ACCEPTED)("is accepted: %s", async (_name, userData) => {
        expect(await verdictOf({ hostname: "n", userData })).toEqual({ problems: [], warnings: [] });
    });

    it.each(["gz", "gzip"])("is accepted: bytes of YAML's own that a file's encoding %s decodes", async (encoding) => {
        const file = ["write_files:", "- path: /x", `  encoding: ${encoding}`];
        const said = (content: string): ReturnType<typeof verdictOf> =>
            verdictOf({ hostname: "n", userData: config(...file, `  content: !!binary ${content}`) });
        expect(await said(GZIP)).toEqual({ problems: [], warnings: [] });
        expect((await said("aGVsbG8=")).problems).toEqual([expect.stringContaining("isn't gzip data")]);
    });

    it.each(REFUSED)("is refused: %s", async (_name, userData, line, reason) => {
        const { problems } = await verdictOf({ hostname: "n", userData });
        expect(problems).toHaveLength(1);
        expect(problems[0]).toMatch(new RegExp(`^userData: line ${line}\\b`));
        expect(problems[0]).toMatch(reason);
    });
});
