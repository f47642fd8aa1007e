import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { RawInputs } from "../../../../provider/model/inputs.ts";
import { UNKNOWN } from "../../../../provider/model/unknown.ts";
import { checkCloudConfig } from "../../../../provider/spec/user-data/cloud-config.ts";

const HEAD = "#cloud-config\n";

const found = async (inputs: RawInputs): Promise<readonly string[]> => {
    const { problems, warnings } = await checkCloudConfig(inputs);
    const show = ({ path, reason }: { path: string; reason: string }): string => `${path}: ${reason}`;
    return [...problems.map(show), ...warnings.map((each) => `warning: ${show(each)}`)];
};

const inText = async (lines: string): Promise<readonly string[]> => found({ userData: `${HEAD}${lines}` });

const base64 = (content: string | Uint8Array): { base64: string } => ({
    base64: Buffer.from(content).toString("base64"),
});

const WRONG = `${HEAD}runcmd: date\n`;
const REASON = "line 2: runcmd must be a list, not a string";

describe("checkCloudConfig", () => {
    it("reports problems line by line, and shows only keys cloud-init defines", async () => {
        const lines = [
            "pakages: [nginx]",
            "users:",
            "  - name: ops",
            "    ssh_authorized_keys: ssh-ed25519 AAAA",
            "    ssh_autorized_keys: []",
            "yum_repos: {internal: {baseurl: 5}}",
            "swap: {size: []}",
            "power_state: {mode: sleep}",
            "mounts: []",
            "write_files: [{content: x}]",
            "random_seed: {file: [1]}",
            "hunter2: 1",
        ];
        expect(await inText(lines.join("\n"))).toMatchInlineSnapshot(`
          [
            "userData: line 2: unknown key; did you mean "packages"? cloud-init ignores it; if another program uses it, set strictUserData: false",
            "userData: line 5: users[0].ssh_authorized_keys must be a list, not a string",
            "userData: line 6: users[0] has an unknown key; did you mean "ssh_authorized_keys"?",
            "userData: line 7: yum_repos[…].baseurl must be a string, not a number",
            "userData: line 8: swap.size must be "auto", a whole number or a string, not a list",
            "userData: line 9: power_state.mode must be "poweroff", "reboot" or "halt"",
            "userData: line 10: mounts must have at least 1 item",
            "userData: line 11: write_files[0] lacks "path"",
            "userData: line 12: random_seed.file must be a string, not a list",
            "userData: line 13: unknown key; cloud-init ignores it; if another program uses it, set strictUserData: false",
          ]
        `);
    });

    it("reports what cloud-init can't read, with its place", async () => {
        const texts = [
            "users:\n\t- ops",
            "users: [ops",
            'a: "b',
            "a: *b",
            "a: !secret b",
            "a:b\nc",
            "a: b: c",
            "- a",
            "hello",
        ];
        const reasons = await Promise.all(texts.map(async (text) => [text, ...(await inText(text))]));
        expect(reasons).toMatchInlineSnapshot(`
          [
            [
              "users:
          	- ops",
              "userData: line 3, column 1: is indented with a tab where YAML requires spaces, so cloud-init can't read any of it",
            ],
            [
              "users: [ops",
              "userData: line 2, column 8: opens a [list] or {mapping} that isn't closed, so cloud-init can't read any of it",
            ],
            [
              "a: "b",
              "userData: line 2, column 4: opens a quote that isn't closed, so cloud-init can't read any of it",
            ],
            [
              "a: *b",
              "userData: line 2, column 4: has an alias (*name) without an earlier anchor (&name), so cloud-init can't read any of it",
            ],
            [
              "a: !secret b",
              "userData: line 2, column 4: has a tag (!name) that YAML doesn't define, so cloud-init can't read any of it",
            ],
            [
              "a:b
          c",
              "userData: line 2: must be a mapping of keys to values, not a string",
            ],
            [
              "a: b: c",
              "userData: line 2, column 5: has a second colon, so cloud-init can't read any of it; put the value in quotes",
            ],
            [
              "- a",
              "userData: line 2: must be a mapping of keys to values, not a list",
            ],
            [
              "hello",
              "userData: line 2: must be a mapping of keys to values, not a string",
            ],
          ]
        `);
    });

    it("warns about deprecated values and duplicate keys", async () => {
        expect(await inText("chpasswd:\n  list: ops:x\nruncmd: [a]\nruncmd: [b]\n")).toMatchInlineSnapshot(`
          [
            "warning: userData: line 5, column 1: duplicate key; cloud-init only uses the last one",
            "warning: userData: line 3: chpasswd.list has been deprecated since cloud-init 22.2",
          ]
        `);
    });

    it("distinguishes booleans, octal numbers and dates like YAML 1.1", async () => {
        expect(
            await inText("users: [{name: ops, expiredate: 2030-12-31, uid: 0644, lock_passwd: yes}]"),
        ).toMatchInlineSnapshot(`
          [
            "userData: line 2: users[0].expiredate must be a string, not a date; put it in quotes",
          ]
        `);
    });

    it("names the kind of a value that only Python has, where a mapping belongs", async () => {
        expect(
            await Promise.all(["2030-12-31", "!!set {a}", "chpasswd: 2030-12-31"].map(inText)),
        ).toMatchInlineSnapshot(`
          [
            [
              "userData: line 2: must be a mapping of keys to values, not a date; put it in quotes",
            ],
            [
              "userData: line 2: must be a mapping of keys to values, not a set",
            ],
            [
              "userData: line 2: chpasswd must be a mapping, not a date; put it in quotes",
            ],
          ]
        `);
    });

    it.each([
        ["nothing after the first line", HEAD],
        ["comments", `${HEAD}# later\n`],
        ["JSON", `${HEAD}{"packages": ["nginx"]}`],
        ["upper case", "  #Cloud-Config\r\npackages: [nginx]\r\n"],
        ["what older versions support", `${HEAD}apt_update: true\n`],
    ])("accepts %s", async (_name, userData) => {
        expect((await checkCloudConfig({ userData })).problems).toEqual([]);
    });

    it.each([
        ["bytes", { userData: base64(WRONG) }, "userData"],
        ["compressed bytes", { userData: base64(gzipSync(WRONG)) }, "userData"],
        ["a part", { userData: [{ content: "#!/bin/sh\n" }, { content: WRONG }] }, "userData[1].content"],
        [
            "a part recognised only by its type",
            { userData: [{ content: "---\nruncmd: date", contentType: "text/Cloud-Config" }] },
            "userData[0].content",
        ],
        [
            "a part whose declared type is overridden",
            { userData: [{ content: WRONG, contentType: "text/plain" }] },
            "userData[0].content",
        ],
        ["vendor data", { vendorData: { "cloud-init": WRONG } }, 'vendorData["cloud-init"]'],
        ["a list of vendor data", { vendorData2: { "cloud-init": ["#!x", WRONG] } }, 'vendorData2["cloud-init"][1]'],
    ])("checks %s", async (_name, inputs, path) => {
        expect(await found(inputs)).toEqual([`${path}: ${REASON}`]);
    });

    it("checks an archive, in which a part is cloud-config by default", async () => {
        const parts = [
            WRONG,
            "runcmd: date",
            "#!/bin/sh",
            { content: "a: [", type: "text/plain" },
            { content: "a: [" },
        ];
        const userData = `#cloud-config-archive\n${JSON.stringify(parts)}`;
        expect(await found({ userData })).toMatchInlineSnapshot(`
          [
            "userData: item [0] of the archive, line 2: runcmd must be a list, not a string",
            "userData: item [1] of the archive, line 1: runcmd must be a list, not a string",
            "userData: item [4] of the archive, line 1, column 4: opens a [list] or {mapping} that isn't closed, so cloud-init can't read any of it",
          ]
        `);
        expect(await found({ userData: "#cloud-config-archive\na: b" })).toMatchInlineSnapshot(`
          [
            "userData: must be a list of parts; cloud-init ignores this archive",
          ]
        `);
    });

    it.each([
        ["a template", { userData: "## template: jinja\n#cloud-config\n{{ v1.region }}: [" }],
        ["a JSON patch", { userData: '#cloud-config-jsonp\n[{"op": "add"' }],
        ["a script", { userData: "#!/bin/sh\na: [" }],
        ["a part with another declared type", { userData: [{ content: WRONG, contentType: "text/x-ours" }] }],
        ["user data that isn't known yet", { userData: UNKNOWN }],
        ["a part that isn't known yet", { userData: [{ content: UNKNOWN, contentType: "text/cloud-config" }] }],
        ["user data that isn't on the drive", { userData: WRONG, metadataVersions: [] }],
        ["other compressed bytes", { userData: base64(gzipSync("#!/bin/sh\na: [")) }],
    ])("doesn't report %s", async (_name, inputs) => {
        expect(await found(inputs)).toEqual([]);
    });

    it.each(["coreos", "vyos_config_commands", "set_hostname", "tmos_declared", "network"])(
        "accepts the key %s of another program",
        async (key) => {
            expect(await inText(`${key}: {a: [b]}`)).toEqual([]);
        },
    );

    it("turns all findings into warnings without strictUserData, and as long as that isn't known", async () => {
        expect(await found({ userData: WRONG, strictUserData: false })).toEqual([`warning: userData: ${REASON}`]);
        expect(await found({ userData: WRONG, strictUserData: UNKNOWN })).toEqual([`warning: userData: ${REASON}`]);
        expect(await found({ userData: WRONG, strictUserData: true })).toEqual([`userData: ${REASON}`]);
    });

    it("reports 20 problems of a text and the number of others", async () => {
        const reasons = await inText(Array.from({ length: 50 }, (_, index) => `key${index}: 1`).join("\n"));
        expect(reasons).toHaveLength(21);
        expect(reasons.at(-1)).toBe("userData: and 30 more like these");
    });
});

describe("the limits of checkCloudConfig", () => {
    const bomb = ["a0: &a0 [x]", ...Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`)];

    it.each([
        ["aliases that multiply", bomb.join("\n")],
        ["a list that contains itself", "a: &a [*a]"],
        ["more than a MiB", `runcmd: [${"x".repeat(1024 * 1024)}]`],
        ["many values", `runcmd: [${"x,".repeat(500_000)}]`],
    ])("leave %s unchecked, with a warning", async (_name, lines) => {
        const reasons = await inText(lines);
        expect(reasons).toHaveLength(1);
        expect(reasons[0]).toMatch(/^warning: userData: is (too large|larger than 1 MiB)/);
    });

    it("let aliases repeat a long text thousands of times in an archive, or a compressed one in files", async () => {
        const item = `#cloud-config\\nruncmd: [${"a, ".repeat(10_000)}]\\nhostnam: x`;
        const archive = `#cloud-config-archive\n- &a "${item}"\n${"- *a\n".repeat(5000)}`;
        expect(await found({ userData: archive, strictUserData: false })).toHaveLength(5001);
        const content = gzipSync(Buffer.alloc(15 * 1024 * 1024)).toString("base64");
        const files = Array.from({ length: 5000 }, () => "- {path: /x, encoding: gz+b64, content: *a}").join("\n");
        expect(
            await found({ userData: `#cloud-config\nfinal_message: &a ${content}\nwrite_files:\n${files}` }),
        ).toEqual([]);
    });

    it("reject deep nesting and damaged gzip data, and leave large gzip data unchecked", async () => {
        expect(await inText(`a: ${"[".repeat(5000)}`)).toMatchInlineSnapshot(`
          [
            "userData: line 2, column 483: is nested more than 480 levels deep, so cloud-init can't read any of it",
          ]
        `);
        expect(await found({ userData: base64(gzipSync(WRONG).subarray(0, 20)) })).toMatchInlineSnapshot(`
          [
            "userData: starts like gzip but is damaged, so guests can't decompress it",
          ]
        `);
        expect(await found({ userData: base64(gzipSync(Buffer.alloc(64 * 1024 * 1024))) })).toMatchInlineSnapshot(`
          [
            "warning: userData: is larger than 16 MiB when decompressed, so it isn't checked against cloud-init's schema",
          ]
        `);
    });
});
