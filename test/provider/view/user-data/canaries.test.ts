import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CLOUD_CONFIG, KNOWN_KEYS } from "../../../../provider/spec/user-data/cloud-config/schema.ts";
import { outlineOf } from "../../../../provider/view/user-data/outline.ts";
import { SEED } from "../../../support/seed.ts";

/** Fits most forms that values can have: a host name, a user, a file system's label. */
const canary = fc.integer({ min: 0, max: 1e9 }).map((number) => `canary${number}x`);

/** Where a value is shown if it has the right form. Written down apart from the table that it tests. */
const SHOWN: readonly RegExp[] = [
    /^(hostname|fqdn|set_hostname|timezone|set_timezone|locale|manage_etc_hosts|ssh_pwauth)$/,
    /^packages(\[\]){0,2}$/,
    /^packages\[\]\.(apt|snap)(\[\]){0,2}$/,
    /^(user|users|users\[\]|users\[\]\[\])$/,
    /^(user|users\[\]|users\.[^.[]+)\.(name|primary_group|primary-group|groups(\[\])?|homedir|shell|uid|gecos|sudo(\[\])?)$/,
    /^groups(\[\])?(\.[^.[]+(\[\])?)?$/,
    /^write_files\[\]\.(path|owner|permissions|encoding)$/,
    /^ntp\.(ntp_client|(servers|pools|peers|allow)(\[\])?)$/,
    /^resolv_conf\.(domain|(nameservers|searchdomains)(\[\])?)$/,
    /^fs_setup\[\]\.label$/,
    /^keyboard\.(layout|model)$/,
    /^growpart\.(mode|devices(\[\])?)$/,
    /^power_state\.mode$/,
    /^swap\.(filename|size|maxsize)$/,
    /^disk_setup\.[^.[]+\.table_type$/,
    /^network\.(renderer|config)$/,
    /^network\.\w+\.[^.[]+\.(link|interfaces\[\]|match\.name)$/,
    /^mounts\[\]\[\]$/,
];

/** Where users choose the keys. */
const NAMED =
    /^(users|groups|groups\[\]|user\.groups|users\[\]\.groups|users\.[^.[]+\.groups|apt\.sources|yum_repos|disk_setup|network\.(ethernets|bonds|bridges|vlans))$/;

const words = fc.constantFrom(...KNOWN_KEYS);
/** Those below which something is shown, or beside which something is. */
const near = fc.constantFrom(
    ...[
        "name",
        "gecos",
        "groups",
        "primary_group",
        "shell",
        "sudo",
        "uid",
        "homedir",
        "passwd",
        "hashed_passwd",
        "lock-passwd",
    ],
    ...[
        "ssh_authorized_keys",
        "ssh_import_id",
        "path",
        "owner",
        "permissions",
        "encoding",
        "content",
        "source",
        "uri",
        "headers",
    ],
    ...[
        "apt",
        "snap",
        "sources",
        "docker.list",
        "key",
        "keyid",
        "conf",
        "commands",
        "servers",
        "pools",
        "ntp_client",
        "config",
    ],
    ...[
        "nameservers",
        "searchdomains",
        "options",
        "label",
        "device",
        "filesystem",
        "cmd",
        "extra_opts",
        "mode",
        "devices",
    ],
    ...[
        "delay",
        "message",
        "condition",
        "filename",
        "size",
        "table_type",
        "layout",
        "/dev/sdb",
        "ethernets",
        "eth0",
        "addresses",
    ],
    ...[
        "routes",
        "to",
        "via",
        "match",
        "macaddress",
        "access-points",
        "auth",
        "password",
        "list",
        "expire",
        "users",
        "default",
    ],
);
const topWords = fc.oneof(
    fc.constantFrom(...Object.keys(CLOUD_CONFIG.properties ?? {}), "network", "vyos_config_commands"),
    fc.constantFrom(
        "users",
        "write_files",
        "packages",
        ...["apt", "mounts", "chpasswd", "network", "ntp", "fs_setup", "disk_setup", "groups", "snap", "user", "swap"],
    ),
);

/** Puts canaries where nothing is shown. Elsewhere a value has none. */
const planted = (value: unknown, path: string): unknown => {
    if (typeof value === "string") return SHOWN.some((pattern) => pattern.test(path)) ? "plain" : value;
    if (Array.isArray(value)) return value.map((item) => planted(item, `${path}[]`));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
        Object.entries(value).map(([key, inner]) => [
            NAMED.test(path) ? key.replaceAll("canary", "plain") : key,
            planted(inner, path === "" ? key : `${path}.${key.replaceAll(".", "-")}`),
        ]),
    );
};

const values = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
        { depthSize: "medium", withCrossShrink: true },
        canary,
        canary.map((text) => `${text} and ${text}`),
        canary.map((text) => `https://user:${text}@example.org/${text}/a.rpm?token=${text}`),
        canary.map((text) => `$6$${text}`),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(fc.oneof({ weight: 6, arbitrary: near }, { weight: 2, arbitrary: words }, canary), tie("value"), {
            maxKeys: 4,
        }),
    ),
})).value;

const configs = fc
    .dictionary(fc.oneof({ weight: 5, arbitrary: topWords }, { weight: 1, arbitrary: canary }), values, {
        minKeys: 1,
        maxKeys: 4,
    })
    .map((config) => planted(config, ""));

const comment = canary.map((text) => `# ${text}\n`);

const documents = fc
    .tuple(comment, configs)
    .map(([before, config]) => `#cloud-config\n${before}${JSON.stringify(config)}\n${before}`);

const leaked = (inputs: Readonly<Record<string, unknown>>): string | undefined => {
    const text = JSON.stringify(outlineOf(inputs, false));
    const at = text.indexOf("canary");
    return at === -1 ? undefined : text.slice(Math.max(0, at - 200), at + 50);
};

const RUNS = { numRuns: 5000, seed: SEED };

describe(`an outline without secrets, CONFIG_DRIVE_SEED=${SEED}`, () => {
    it("has no value of a cloud-config beside those that are known to be no secret", () => {
        fc.assert(
            fc.property(documents, (userData) => {
                expect(leaked({ userData }), userData).toBeUndefined();
            }),
            RUNS,
        );
    });

    it("has none in an archive, a MIME message, a template and vendor data either", () => {
        fc.assert(
            fc.property(documents, (text) => {
                const template = `## template: jinja\n${text}`;
                const archive = `#cloud-config-archive\n${JSON.stringify([text, { content: template, type: "text/jinja2" }])}`;
                const boundary = 'Content-Type: multipart/mixed; boundary="B"\nMIME-Version: 1.0\n\n--B\n';
                const mime = `${boundary}Content-Type: text/cloud-config\n\n${text}\n--B--\n`;
                for (const content of [template, archive, mime]) {
                    expect(leaked({ vendorData: { "cloud-init": [content] } }), content).toBeUndefined();
                }
            }),
            { ...RUNS, numRuns: 500 },
        );
    });

    const TEXTS: readonly string[] = [
        "#!/bin/sh canary\nexport TOKEN=canary\n",
        "#!/usr/bin/env -S TOKEN=canary sh\ntrue\n",
        "#!/opt/canary/bin/sh\ntrue\n",
        "#!/bin/bash -eux # canary\n",
        "#cloud-boothook\n#!/bin/sh\necho canary\n",
        "#cloud-config canary\npackages: [jq]\n",
        "#cloud-config\n# canary\npackages: [jq] # canary\n",
        "#cloud-config\npackages: [jq\ncanary: [\n",
        "#cloud-config\ncanary\n",
        "#cloud-config\n- canary\n",
        "#cloud-config\npackages:\n- 'git+https://canary:canary@example.org/canary/canary'\n- user:canary@example.org\n- canary@example.org/x\n- a --token=canary\n- [jq, 'https://canary']\n",
        "#cloud-config\nwrite_files:\n- {path: 'https://canary@example.org', content: canary, owner: 'a canary'}\n",
        "#cloud-config\nmounts:\n- [//server/share, /mnt, cifs, 'username=canary,password=canary']\n- ['sshfs#canary:canary@host:/', /mnt]\n- [/dev/sdb, /mnt, ext4, 'defaults,canary']\n",
        "#cloud-config\nusers:\n- {name: ops, sudo: 'ALL=(ALL) NOPASSWD: /bin/x --token=canary', gecos: 'canary 1'}\n",
        "#cloud-config\nnetwork: {wifis: {wl0: {access-points: {canary: {password: canary}}}}, ethernets: {eth0: {auth: {password: canary}}}}\n",
        "#cloud-config\n? canary\n: canary\n",
        "#cloud-config\n!!set {canary}\n",
        "#cloud-config\nhostname: !!omap [canary: canary]\n",
        "#cloud-config\nhostname: |\n  web\n  canary\n",
        "#cloud-config\nhostname: 'canary canary'\nntp: {servers: ['canary:canary@example.org']}\n",
        '## template: jinja\n#cloud-config\n{% set x = "canary" %}\nhostname: "{{ x }}"\n',
        "## template: jinja canary\n#cloud-config\nhostname: '{{ canary }}'\n",
        "#include\nhttps://user:canary@example.org/canary\n",
        "#part-handler\n# canary\n",
        '#cloud-config-jsonp\n[{"op": "add", "path": "/canary", "value": "canary"}]\n',
        "#ps1_sysnative\n$x = 'canary'\n",
        "rem cmd\nset X=canary\n",
        "<powershell>\ncanary\n</powershell>\n",
        "<canary/>",
        '{"canary": "canary"}',
        "machine:\n  token: canary\n",
        "config system admin\nset password canary\n",
        "[canary]\ncanary=canary\n",
        "canary",
        JSON.stringify({
            ignition: { version: "3.4.0", config: { merge: [{ source: "https://canary@example.org" }] }, canary: 1 },
            passwd: { users: [{ name: "core", passwordHash: "canary", sshAuthorizedKeys: ["canary"] }] },
            storage: {
                files: [
                    {
                        path: "/x",
                        contents: { source: "data:,canary", httpHeaders: [{ name: "canary", value: "canary" }] },
                    },
                ],
                luks: [{ name: "canary", keyFile: { source: "data:,canary" }, clevis: { tang: [{ url: "canary" }] } }],
            },
            systemd: {
                units: [{ name: "a.service", contents: "canary", dropins: [{ name: "b.conf", contents: "canary" }] }],
            },
            kernelArguments: { shouldExist: ["token=canary"] },
            canary: "canary",
        }),
    ];

    it.each(TEXTS)("has nothing of %j that could be one", (userData) => {
        expect(leaked({ userData })).toBeUndefined();
        expect(
            leaked({ userData: [{ content: userData, contentType: "text/canary", filename: "canary" }] }),
        ).toBeUndefined();
        expect(leaked({ vendorData2: { "cloud-init": userData } })).toBeUndefined();
    });

    it("has what was hidden once secrets are asked for", () => {
        for (const userData of TEXTS) {
            expect(outlineOf({ userData }, true).userData[0]?.text).toBe(userData);
        }
    });
});
