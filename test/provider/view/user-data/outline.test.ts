import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readYaml } from "../../../../provider/spec/user-data/cloud-config/yaml.ts";
import { outlineOf } from "../../../../provider/view/user-data/outline.ts";
import { SEED } from "../../../support/seed.ts";

const CONFIG = `#cloud-config
# The password is "hunter2".
hostname: web-1
fqdn: web-1.example.org
timezone: Europe/Zurich
ssh_pwauth: false
users:
  - default
  - name: ops
    gecos: Operations
    groups: [adm, sudo]
    sudo: ALL=(ALL) NOPASSWD:ALL
    shell: /bin/bash
    passwd: $6$salt$hash
    ssh_authorized_keys: [ssh-ed25519 AAAA ops@example.org, ssh-rsa BBBB]
chpasswd:
  expire: false
  users: [{ name: root, password: hunter2, type: text }]
package_update: true
packages:
  - htop
  - [jq, "1.6"]
  - snap: [hello, [core, edge]]
  - https://user:hunter2@example.org/hunter2/agent.rpm?token=hunter2
write_files:
  - { path: /etc/motd, content: "hello\\n", permissions: 0600 }
  - { path: /etc/key, content: aGVsbG8=, encoding: b64, permissions: "0640", owner: "ops:adm" }
  - { path: /etc/remote, source: { uri: "https://example.org/hunter2" } }
runcmd:
  - curl -H "Authorization: hunter2" https://example.org
  - [systemctl, restart, web]
apt:
  conf: Acquire::http::Proxy "http://user:hunter2@proxy";
  sources: { docker.list: { source: "deb https://user:hunter2@example.org stable main" } }
mounts:
  - [/dev/sdb, /data, ext4, "defaults,nofail", "0", "2"]
  - [//server/share, /mnt, cifs, "username=ops,password=hunter2"]
ntp: { servers: [ntp.example.org, 192.0.2.53] }
power_state: { mode: reboot, message: hunter2, delay: "+1" }
hunter2: hunter2
`;

const outlinesOf = (userData: unknown): readonly string[] =>
    outlineOf({ userData }, false).userData.map(({ outline }) => outline);

describe("outlineOf", () => {
    it("shows the structure of a cloud-config, and the values that are known to be no secret", () => {
        const { userData, ...lists } = outlineOf({ userData: CONFIG }, false);
        expect(userData[0]?.outline).toMatchInlineSnapshot(`
          "#cloud-config
          hostname: web-1
          fqdn: web-1.example.org
          timezone: Europe/Zurich
          ssh_pwauth: false
          users:
            - default
            - name: ops
              gecos: Operations
              groups: [adm, sudo]
              sudo: "ALL=(ALL) NOPASSWD:ALL"
              shell: /bin/bash
              passwd: …
              ssh_authorized_keys: … 2 keys
          chpasswd:
            expire: false
            users:
              - name: …
                password: …
                type: …
          package_update: true
          packages:
            - htop
            - [jq, "1.6"]
            - snap:
                - hello
                - [core, edge]
            - "https://example.org/…/agent.rpm"
          write_files:
            - path: /etc/motd
              content: … 6 bytes
              permissions: "0600"
            - path: /etc/key
              content: … 5 bytes
              encoding: b64
              permissions: "0640"
              owner: ops:adm
            - path: /etc/remote
              source:
                uri: …
          runcmd: … 2 commands
          apt:
            conf: …
            sources:
              docker.list:
                source: …
          mounts:
            - [/dev/sdb, /data, ext4, "defaults,nofail", "0", "2"]
            - ["//server/share", /mnt, cifs, …]
          ntp:
            servers: [ntp.example.org, "192.0.2.53"]
          power_state:
            mode: reboot
            message: …
            delay: "+1"
          …: … 1 other key"
        `);
        expect(lists).toMatchInlineSnapshot(`
          {
            "files": [
              {
                "digest": " 5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03 ",
                "mode": "0600",
                "owner": "root:root",
                "path": "/etc/motd",
                "size": 6,
                "source": "write_files",
              },
              {
                "digest": "861a13e890e5f322310b1424cad9bec3c4e8372e834ec9f7b7d36369aa32f9d1 333d6b3a3c1f5db6c9bdda5939b136986d170f4649172a68368d54ecb44c2ff2 ",
                "mode": "0640",
                "owner": "ops:adm",
                "path": "/etc/key",
                "size": 5,
                "source": "write_files",
              },
              {
                "digest": "  f5a7275ca7be7f8c24d52571218e03ee6654aaef512c5f57f7bb6a36d4c6feeb",
                "mode": "0644",
                "owner": "root:root",
                "path": "/etc/remote",
                "size": undefined,
                "source": "write_files",
              },
            ],
            "hostNames": [
              {
                "label": "Host name set by user data",
                "path": "user data: hostname",
                "value": "web-1",
              },
              {
                "label": "Full host name set by user data",
                "path": "user data: fqdn",
                "value": "web-1.example.org",
              },
            ],
            "keys": {
              "items": [
                {
                  "comment": "ops@example.org",
                  "fingerprint": undefined,
                  "name": "key 1",
                  "source": "user data",
                  "type": "ssh-ed25519",
                  "user": "ops",
                },
                {
                  "comment": "",
                  "fingerprint": undefined,
                  "name": "key 2",
                  "source": "user data",
                  "type": "ssh-rsa",
                  "user": "ops",
                },
              ],
              "omitted": 0,
            },
            "logins": [
              {
                "setting": "ssh_pwauth",
                "source": "user data",
                "user": undefined,
                "value": "false",
              },
            ],
            "omitted": [],
            "packages": [
              "htop",
              "jq=1.6",
              "hello (snap)",
              "core=edge (snap)",
              "https://example.org/…/agent.rpm",
            ],
            "users": [
              "default",
              "ops",
            ],
            "vendorData": [],
            "warnings": [],
          }
        `);
    });

    it("identifies a part by its bytes", () => {
        const [part] = outlineOf({ userData: CONFIG }, false).userData;
        expect(part).toMatchObject({
            place: "",
            kind: { name: "cloud-config", language: "yaml" },
            size: Buffer.byteLength(CONFIG),
            digest: createHash("sha256").update(CONFIG).digest("hex"),
            text: undefined,
            failure: "",
        });
    });

    it("shows users, files and units of an Ignition config", () => {
        const config = {
            ignition: { version: "3.4.0", config: { replace: { source: "https://example.org/?token=hunter2" } } },
            passwd: { users: [{ name: "core", passwordHash: "hunter2", sshAuthorizedKeys: ["ssh-ed25519 AAAA"] }] },
            storage: {
                files: [
                    { path: "/etc/motd", mode: 384, contents: { source: "data:,hello%20you" } },
                    {
                        path: "/etc/packed",
                        user: { name: "core" },
                        group: { id: 500 },
                        contents: {
                            compression: "gzip",
                            source: `data:;base64,${gzipSync("x".repeat(1000)).toString("base64")}`,
                        },
                    },
                    { path: "/etc/remote", contents: { source: "https://example.org/hunter2" } },
                ],
            },
            systemd: {
                units: [{ name: "web.service", enabled: true, contents: "[Service]\nEnvironment=T=hunter2\n" }],
            },
        };
        const { userData, ...lists } = outlineOf({ userData: JSON.stringify(config) }, false);
        expect(userData[0]?.outline).toMatchInlineSnapshot(`
          "{
            "ignition": {
              "version": "3.4.0",
              "config": {
                "replace": {
                  "source": "…"
                }
              }
            },
            "passwd": {
              "users": [
                {
                  "name": "core",
                  "passwordHash": "…",
                  "sshAuthorizedKeys": "… 1 key"
                }
              ]
            },
            "storage": {
              "files": [
                {
                  "path": "/etc/motd",
                  "mode": "0600",
                  "contents": {
                    "source": "…"
                  }
                },
                {
                  "path": "/etc/packed",
                  "user": {
                    "name": "core"
                  },
                  "group": {
                    "id": 500
                  },
                  "contents": {
                    "compression": "gzip",
                    "source": "…"
                  }
                },
                {
                  "path": "/etc/remote",
                  "contents": {
                    "source": "…"
                  }
                }
              ]
            },
            "systemd": {
              "units": [
                {
                  "name": "web.service",
                  "enabled": true,
                  "contents": "…"
                }
              ]
            }
          }"
        `);
        expect(lists).toMatchInlineSnapshot(`
          {
            "files": [
              {
                "digest": " a4fc521b3992d5f58a8b3ca5fceadf21fd091c920ac53eabc557459155345813",
                "mode": "0600",
                "owner": "root:root",
                "path": "/etc/motd",
                "size": 9,
                "source": "Ignition",
              },
              {
                "digest": "c8d77bf4d8b1a10dd67a283d0c82bd96c9d5609860f84d7fc77692a36ab9b4c2 90f6ab99a9cf521da5f94cc487a970e1ee96237d7b9b2cbf4d6a45c2117c588b",
                "mode": "0644",
                "owner": "core:500",
                "path": "/etc/packed",
                "size": 1000,
                "source": "Ignition",
              },
              {
                "digest": " f5a7275ca7be7f8c24d52571218e03ee6654aaef512c5f57f7bb6a36d4c6feeb",
                "mode": "0644",
                "owner": "root:root",
                "path": "/etc/remote",
                "size": undefined,
                "source": "Ignition",
              },
            ],
            "hostNames": [],
            "keys": {
              "items": [
                {
                  "comment": "",
                  "fingerprint": undefined,
                  "name": "key 1",
                  "source": "user data",
                  "type": "ssh-ed25519",
                  "user": "core",
                },
              ],
              "omitted": 0,
            },
            "logins": [],
            "omitted": [],
            "packages": [],
            "users": [
              "core",
            ],
            "vendorData": [],
            "warnings": [],
          }
        `);
    });

    it("lists what all parts do together, and says which part is which", () => {
        const archive =
            '#cloud-config-archive\n- "packages: [jq]"\n- {type: text/x-shellscript, content: "#!/bin/sh\\ntrue\\n"}\n';
        const userData = [
            { content: "#cloud-config\npackages: [htop, jq]\nusers: [ops]\n" },
            { content: archive },
            { content: "#!/usr/bin/python3 -u\nprint(1)\n" },
        ];
        const vendorData = { "cloud-init": ["#cloud-config\npackages: [curl]\n", "#include\nhttps://example.org\n"] };
        const outline = outlineOf({ userData, vendorData, vendorData2: { "cloud-init": "#!/bin/sh\n" } }, false);
        const shown = ({ place, kind, outline: text }: (typeof outline.userData)[number]): string =>
            `${place}: ${kind.name}: ${text.replaceAll("\n", "|")}`;
        expect([...outline.userData.map(shown), ...outline.vendorData.map(shown)]).toMatchInlineSnapshot(`
          [
            "part 1: cloud-config: #cloud-config|packages: [htop, jq]|users: [ops]",
            "part 2: cloud-config archive: #cloud-config-archive|# … 2 lines",
            "part 2, item 1: cloud-config: #cloud-config|packages: [jq]",
            "part 2, item 2: shell script: #!/bin/sh|# … 1 line",
            "part 3: Python script: #!/usr/bin/python3 -u|… 1 line",
            "part 1: cloud-config: #cloud-config|packages: [curl]",
            "part 2: include list: #include|… 1 line",
            "vendorData2: shell script: #!/bin/sh",
          ]
        `);
        expect(outline).toMatchObject({ packages: ["jq"], users: ["ops"], omitted: [] });
    });

    it("sees what is in gzip data and in a MIME message", () => {
        const mime =
            'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="B"\n\n' +
            `--B\nContent-Transfer-Encoding: base64\n\n${Buffer.from("#cloud-config\npackages: [jq]\n").toString("base64")}\n` +
            "--B\nContent-Type: text/x-shellscript\n\n#!/bin/bash\ntrue\n--B--\n";
        const { userData, packages } = outlineOf({ userData: { base64: gzipSync(mime).toString("base64") } }, false);
        expect(userData.map(({ place, kind }) => [place, kind.name])).toEqual([
            ["part 1", "cloud-config"],
            ["part 2", "shell script"],
        ]);
        expect(packages).toEqual(["jq"]);
    });

    it("says why a guest can't read a part", () => {
        const failureOf = (userData: unknown): string | undefined => outlineOf({ userData }, true).userData[0]?.failure;
        expect(failureOf("#cloud-config\npackages: [jq\n")).toBe(
            "line 2, column 11: opens a [list] or {mapping} that isn't closed, so cloud-init can't read any of it",
        );
        expect(failureOf({ base64: gzipSync("#cloud-config\n").subarray(0, 20).toString("base64") })).toBe(
            "starts like gzip but is damaged, so guests can't decompress it",
        );
        expect(failureOf("MIME-Version: 1.0\nContent-Type: multipart/mixed\n\nx\n")).toMatch(/without a boundary/);
        expect(failureOf("#cloud-config\npackages: [jq]\n")).toBe("");
    });

    it("shows what of a template is YAML, but lists nothing that depends on the guest", () => {
        const plain = '## template: jinja\n#cloud-config\nhostname: "{{ v1.local_hostname }}"\npackages: [jq]\n';
        expect(outlinesOf(plain)).toEqual(["## template: jinja\n#cloud-config\nhostname: …\npackages: [jq]"]);
        const statements = "## template: jinja\n#cloud-config\npackages:\n# {% if x %}\n- jq\n# {% endif %}\n";
        const { userData, packages } = outlineOf({ userData: statements }, false);
        expect(userData[0]?.outline).toBe("## template: jinja\n#cloud-config\n# … 4 lines");
        expect(packages).toEqual([]);
    });

    it("has texts only with secrets, cut at 64 KiB between two characters", () => {
        const long = `#!/bin/ash\n${"é".repeat(40_000)}\n`;
        const [part] = outlineOf({ userData: long }, true).userData;
        expect(Buffer.byteLength(part?.text ?? "")).toBeLessThan(64 * 1024 + 40);
        expect(part?.text).toMatch(/é\n… 14477 more bytes$/);
        expect(outlineOf({ userData: { base64: "AAEC" } }, true).userData[0]).toMatchObject({
            kind: { name: "binary data", language: "text" },
            text: "… 3 bytes that aren't text",
            outline: "",
        });
    });

    it("shows vendor data that cloud-init ignores, without its content unless secrets were asked for", () => {
        const inputs = { vendorData: { foo: "hunter2" }, vendorData2: { "cloud-init": "#!/bin/sh\n" } };
        const name = "JSON without the key cloud-init, which cloud-init ignores";
        const [script, ignored] = outlineOf(inputs, false).vendorData;
        expect(script).toMatchObject({ place: "vendorData2", kind: { name: "shell script" } });
        expect(ignored).toMatchObject({ place: "", kind: { name }, size: 17, outline: "", text: undefined });
        expect(outlineOf(inputs, true).vendorData[1]).toMatchObject({ text: '{\n  "foo": "hunter2"\n}' });
        expect(outlineOf({ vendorData: {}, vendorData2: { static: {} } }, false).vendorData).toEqual([]);
    });

    it("is empty for a drive without user data", () => {
        const nothing = {
            keys: { items: [], omitted: 0 },
            logins: [],
            hostNames: [],
            warnings: [],
            userData: [],
            vendorData: [],
            packages: [],
            users: [],
            files: [],
            omitted: [],
        };
        for (const inputs of [
            {},
            { userData: 5 },
            { userData: [], vendorData: { "cloud-init": {} } },
            { userData: null },
        ])
            expect(outlineOf(inputs, false)).toEqual(nothing);
    });
});

describe("the outline of a cloud-config", () => {
    const values = fc.letrec<{ value: unknown }>((tie) => ({
        value: fc.oneof(
            { depthSize: "medium" },
            fc.string({ unit: "grapheme" }),
            fc.constantFrom("yes", "no", "null", "1:30", "0644", "- a", "a: b", "#x", "…", "2024-01-01", "/a:b", "a,b"),
            fc.integer(),
            fc.boolean(),
            fc.constant(null),
            fc.array(tie("value"), { maxLength: 4 }),
            fc.dictionary(fc.constantFrom("name", "path", "groups", "sources", "servers", "x", "a b"), tie("value")),
        ),
    })).value;
    const keys = fc.constantFrom(
        "hostname",
        "packages",
        "users",
        "groups",
        "write_files",
        "mounts",
        "apt",
        "ntp",
        "fqdn",
    );

    it(`is YAML in which each value that is shown is the one on the drive, CONFIG_DRIVE_SEED=${SEED}`, () => {
        const contains = (whole: unknown, part: unknown): boolean => {
            if (typeof part === "string" && part.startsWith("…")) return true;
            if (Array.isArray(part))
                return part.every((item, at) => contains(Array.isArray(whole) ? whole[at] : undefined, item));
            if (typeof part !== "object" || part === null) return whole === part || typeof part === "string";
            return Object.entries(part).every(
                ([key, value]) => key === "…" || contains(Reflect.get(Object(whole), key), value),
            );
        };
        fc.assert(
            fc.property(fc.dictionary(keys, values, { minKeys: 1 }), (config) => {
                const [outline = ""] = outlinesOf(
                    `#cloud-config\n${JSON.stringify(config).replaceAll(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g, "?")}\n`,
                );
                const read = readYaml(outline);
                expect(read.kind, outline).toBe("document");
                expect(read.kind === "document" && contains(config, read.value), outline).toBe(true);
            }),
            { numRuns: 1000, seed: SEED },
        );
    });
});
