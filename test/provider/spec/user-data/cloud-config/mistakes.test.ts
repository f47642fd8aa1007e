import { describe, expect, it } from "vitest";
import { checkCloudConfig } from "../../../../../provider/spec/user-data/cloud-config.ts";

const found = async (userData: string): Promise<readonly string[]> => {
    const { problems, warnings } = await checkCloudConfig({ userData: `#cloud-config\n${userData}` });
    return [...problems, ...warnings].map(({ reason }) => reason);
};

/** Each text with all that is reported about it. */
const reported = async (texts: readonly string[]): Promise<readonly (readonly string[])[]> =>
    Promise.all(texts.map(async (text) => [text, ...(await found(text))]));

describe("a mistake in the YAML of cloud-config", () => {
    it.each([
        ["a list that ends in the column of its key", "packages: [\n  htop,\n  jq\n]\nruncmd:\n- [ls]\n"],
        ["a mapping that ends in the column of its key", "chpasswd: {\n  expire: false\n}\n"],
        ["a quoted text that continues in the column of its key", 'final_message: "up\nafter"\n'],
        ["an escaped slash", 'final_message: "a\\/b"\n'],
        ["a colon inside a flow list", "runcmd: [[echo, a:b]]\n"],
    ])("isn't seen in %s, which PyYAML accepts", async (_name, text) => {
        expect(await found(text)).toEqual([]);
    });

    it("is reported at its line: tabs, colons, reserved characters and jinja", async () => {
        expect(
            await reported([
                "timezone: UTC\n\t\npackages: [htop]\n",
                '{\n\t"packages": [\n\t\t"htop"\n\t]\n}\n',
                "users:\n  - name: a\n\tuid: 5\n",
                "users:\n- name: lab\n  ssh_authorized_keys\n    - ssh-ed25519 AAAA\n",
                "a:b\nc: d\n",
                "final_message: hunter2: hunter3\n",
                "resolv_conf:\n  nameservers: [::1, 192.0.2.53]\n",
                "runcmd:\n- @reboot ls\n",
                "runcmd:\n- `ls`\n",
                "runcmd: %x\n",
                "hostname: {{ v1.local_hostname }}\n",
                "{% if x %}\nhostname: a\n{% endif %}\n",
                "final_message: =\n",
                "final_message: <<\n",
            ]),
        ).toMatchInlineSnapshot(`
          [
            [
              "timezone: UTC
          	
          packages: [htop]
          ",
              "line 3, column 1: has a tab on a blank line, so cloud-init can't read any of it; remove the tab",
            ],
            [
              "{
          	"packages": [
          		"htop"
          	]
          }
          ",
              "line 3, column 1: is indented with a tab where YAML requires spaces, so cloud-init can't read any of it",
            ],
            [
              "users:
            - name: a
          	uid: 5
          ",
              "line 4, column 1: is indented with a tab where YAML requires spaces, so cloud-init can't read any of it",
            ],
            [
              "users:
          - name: lab
            ssh_authorized_keys
              - ssh-ed25519 AAAA
          ",
              "line 4, column 3: has a key without a colon, so cloud-init can't read any of it",
            ],
            [
              "a:b
          c: d
          ",
              "line 3, column 2: has a key where the value of an earlier line continues, so cloud-init can't read any of it; check the indentation and that line's colon",
            ],
            [
              "final_message: hunter2: hunter3
          ",
              "line 2, column 23: has a second colon, so cloud-init can't read any of it; put the value in quotes",
            ],
            [
              "resolv_conf:
            nameservers: [::1, 192.0.2.53]
          ",
              "line 3, column 17: has a value that starts with a colon in a [list] or {mapping}, so cloud-init can't read any of it; put it in quotes",
            ],
            [
              "runcmd:
          - @reboot ls
          ",
              "line 3, column 3: has a value that starts with @, which YAML reserves, so cloud-init can't read any of it; put it in quotes",
            ],
            [
              "runcmd:
          - \`ls\`
          ",
              "line 3, column 3: has a value that starts with \`, which YAML reserves, so cloud-init can't read any of it; put it in quotes",
            ],
            [
              "runcmd: %x
          ",
              "line 2, column 9: has a value that starts with %, which YAML reserves, so cloud-init can't read any of it; put it in quotes",
            ],
            [
              "hostname: {{ v1.local_hostname }}
          ",
              "line 2, column 12: has {{ … }} or {% … %}, but the text doesn't start with "## template: jinja", so cloud-init can't read any of it; add that line, or put the value in quotes",
            ],
            [
              "{% if x %}
          hostname: a
          {% endif %}
          ",
              "line 2, column 2: has {{ … }} or {% … %}, but the text doesn't start with "## template: jinja", so cloud-init can't read any of it; add that line, or put the value in quotes",
            ],
            [
              "final_message: =
          ",
              "line 2, column 16: has a lone = as a value, so cloud-init can't read any of it; put it in quotes",
            ],
            [
              "final_message: <<
          ",
              "line 2, column 16: has a lone << as a value, so cloud-init can't read any of it; put it in quotes",
            ],
          ]
        `);
    });

    it("is reported where a list, a mapping or a quote opens that isn't closed", async () => {
        expect(
            await reported([
                "packages: [htop\n",
                "packages: [\n  htop,\n  jq\nruncmd:\n- [ls]\n",
                "packages: [a,\n- b]\n",
                "packages: {a: b\n",
                "packages: [a b, c\n  d: e\n",
                "packages: [a,, b]\n",
                "packages: [a]]\n",
                'final_message: "up\nruncmd: [ls]\n',
                "final_message: 'it's up'\n",
                'final_message: "\\d"\n',
            ]),
        ).toMatchInlineSnapshot(`
          [
            [
              "packages: [htop
          ",
              "line 2, column 11: opens a [list] or {mapping} that isn't closed, so cloud-init can't read any of it",
            ],
            [
              "packages: [
            htop,
            jq
          runcmd:
          - [ls]
          ",
              "line 2, column 11: opens a [list] or {mapping} that isn't closed, or lacks a comma, before line 5, so cloud-init can't read any of it",
            ],
            [
              "packages: [a,
          - b]
          ",
              "line 2, column 11: opens a [list] or {mapping} that isn't closed, or lacks a comma, before line 3, so cloud-init can't read any of it",
            ],
            [
              "packages: {a: b
          ",
              "line 2, column 11: opens a [list] or {mapping} that isn't closed, so cloud-init can't read any of it",
            ],
            [
              "packages: [a b, c
            d: e
          ",
              "line 2, column 11: opens a [list] or {mapping} that isn't closed, or lacks a comma, before line 3, so cloud-init can't read any of it",
            ],
            [
              "packages: [a,, b]
          ",
              "line 2, column 14: has a [list] or {mapping} with an extra comma, so cloud-init can't read any of it",
            ],
            [
              "packages: [a]]
          ",
              "line 2, column 14: has a bracket or a comma without an opening bracket, so cloud-init can't read any of it",
            ],
            [
              "final_message: "up
          runcmd: [ls]
          ",
              "line 2, column 16: opens a quote that isn't closed, so cloud-init can't read any of it",
            ],
            [
              "final_message: 'it's up'
          ",
              "line 2, column 20: has text after the end of a value, e.g. after a quote, so cloud-init can't read any of it",
            ],
            [
              "final_message: "\\d"
          ",
              "line 2, column 18: has an invalid backslash escape in double quotes, so cloud-init can't read any of it",
            ],
          ]
        `);
    });

    it("is reported with its line: indentation, values and structure", async () => {
        expect(
            await reported([
                "users:\n  - name: a\n   uid: 5\n",
                "chpasswd:\n    expire: false\n  list: a\n",
                " packages: [a]\nruncmd: [b]\n",
                "runcmd:\n  - a\n  b: c\n",
                "runcmd: - a\n",
                "final_message: 2024-02-30\n",
                "final_message: 2024-01-01 25:00:00\n",
                "final_message: 0b_\n",
                "final_message: !!binary a\n",
                "final_message: !!bool maybe\n",
                "final_message: !!int [a]\n",
                "[a]: b\n",
                "a: &x b\nc: &x d\n",
                "a: &x b\nc: *y\n",
                "a: {<<: b}\n",
                "a: !!omap [{b: c, d: e}]\n",
                "a: |x\n",
                "a: b\n---\nc: d\n",
                "a: b\n%YAML 1.1\n",
                "a: \u0007\n",
            ]),
        ).toMatchInlineSnapshot(`
          [
            [
              "users:
            - name: a
             uid: 5
          ",
              "line 4, column 4: has inconsistent indentation: it doesn't continue what starts in line 3, so cloud-init can't read any of it",
            ],
            [
              "chpasswd:
              expire: false
            list: a
          ",
              "line 4, column 3: has inconsistent indentation: it doesn't continue what starts in line 2, so cloud-init can't read any of it",
            ],
            [
              " packages: [a]
          runcmd: [b]
          ",
              "line 3, column 1: doesn't continue what starts above, so cloud-init can't read any of it; check the indentation and the brackets",
            ],
            [
              "runcmd:
            - a
            b: c
          ",
              "line 4, column 3: has inconsistent indentation: it doesn't continue what starts in line 3, so cloud-init can't read any of it",
            ],
            [
              "runcmd: - a
          ",
              "line 2, column 9: has a list item (-) that must start on a line of its own, so cloud-init can't read any of it",
            ],
            [
              "final_message: 2024-02-30
          ",
              "line 2, column 16: has a date or time that doesn't exist, so cloud-init can't read any of it; put it in quotes",
            ],
            [
              "final_message: 2024-01-01 25:00:00
          ",
              "line 2, column 16: has a date or time that doesn't exist, so cloud-init can't read any of it; put it in quotes",
            ],
            [
              "final_message: 0b_
          ",
              "line 2, column 16: has a number that Python can't read, so cloud-init can't read any of it; put it in quotes",
            ],
            [
              "final_message: !!binary a
          ",
              "line 2, column 16: has a !!binary that isn't base64, so cloud-init can't read any of it",
            ],
            [
              "final_message: !!bool maybe
          ",
              "line 2, column 16: has a !!bool that is neither yes nor no, so cloud-init can't read any of it",
            ],
            [
              "final_message: !!int [a]
          ",
              "line 2, column 16: has a tag (!name) that doesn't fit its value, so cloud-init can't read any of it",
            ],
            [
              "[a]: b
          ",
              "line 2, column 1: has a list or a mapping as a key, so cloud-init can't read any of it",
            ],
            [
              "a: &x b
          c: &x d
          ",
              "line 3, column 4: has an anchor (&name) twice, so cloud-init can't read any of it",
            ],
            [
              "a: &x b
          c: *y
          ",
              "line 3, column 4: has an alias (*name) without an earlier anchor (&name), so cloud-init can't read any of it",
            ],
            [
              "a: {<<: b}
          ",
              "line 2, column 9: has a merge (<<) of something that isn't a mapping, so cloud-init can't read any of it",
            ],
            [
              "a: !!omap [{b: c, d: e}]
          ",
              "line 2, column 12: has an item that isn't a mapping with one key, so cloud-init can't read any of it",
            ],
            [
              "a: |x
          ",
              "line 2, column 5: has an invalid block header (| or >), so cloud-init can't read any of it",
            ],
            [
              "a: b
          ---
          c: d
          ",
              "line 3, column 1: starts a second YAML document where only one can be, so cloud-init can't read any of it",
            ],
            [
              "a: b
          %YAML 1.1
          ",
              "line 4, column 1: doesn't continue what starts above, so cloud-init can't read any of it; check the indentation and the brackets",
            ],
            [
              "a: 
          ",
              "line 2, column 4: contains a control character, which YAML doesn't allow, so cloud-init can't read any of it",
            ],
          ]
        `);
    });
});
