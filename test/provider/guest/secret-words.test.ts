import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scrub } from "../../../provider/guest/scrub.ts";
import { secretWordsOf } from "../../../provider/guest/secret-words.ts";
import type { RawInputs } from "../../../provider/model/inputs.ts";
import { SEED } from "../../support/seed.ts";

/** Passwords and tokens: letters of both kinds and digits. */
const canary = fc
    .string({
        minLength: 9,
        maxLength: 30,
        unit: fc.constantFrom(..."abcdefghkmnpqrstuvwxyzABCDEFGHKMNPQRSTUVWXYZ23456789"),
    })
    .filter((text) => /\d/.test(text) && /[a-z]/.test(text));

const base64 = (text: string): string => Buffer.from(text).toString("base64");

const CONFIG = (yaml: string): RawInputs => ({ userData: `#cloud-config\n${yaml}\n` });

/** Where a secret can be on a drive. */
const PLACES: Readonly<Record<string, (secret: string) => RawInputs>> = {
    adminPassword: (secret) => ({ adminPassword: secret }),
    randomSeed: (secret) => ({ randomSeed: base64(secret.padEnd(32, "x")) }),
    "a password in cloud-config": (secret) => CONFIG(`password: ${secret}`),
    "a password of a user": (secret) => CONFIG(`users:\n- name: web\n  plain_text_passwd: '${secret}'`),
    "a list of passwords": (secret) => CONFIG(`chpasswd:\n  list: |\n    root:${secret}\n    web:other`),
    "a command": (secret) => CONFIG(`runcmd:\n- curl -H "X-Token: ${secret}" https://example.org/`),
    "an argument of a command": (secret) => CONFIG(`runcmd:\n- [curl, -u, "web:${secret}", "https://example.org/"]`),
    "an address in a command": (secret) => CONFIG(`runcmd: ["git clone https://web:${secret}@example.org/x.git"]`),
    "a file": (secret) =>
        CONFIG(`write_files:\n- path: /etc/app.conf\n  content: |\n    [db]\n    password = ${secret}`),
    "a file in base64": (secret) =>
        CONFIG(`write_files:\n- path: /etc/app\n  encoding: b64\n  content: ${base64(`password=${secret}\n`)}`),
    "a compressed file": (secret) =>
        CONFIG(
            `write_files:\n- path: /etc/app\n  encoding: gz+b64\n  content: ${gzipSync(`key: ${secret}\n`).toString("base64")}`,
        ),
    "a value of an unknown key": (secret) => CONFIG(`acme:\n  deep: [{ value: ${secret} }]`),
    "broken YAML": (secret) => CONFIG(`runcmd: [\n  echo ${secret}\nfoo: "`),
    "a comment in broken YAML": (secret) => CONFIG(`# was: ${secret}\nruncmd: [`),
    "a value that another replaces": (secret) => CONFIG(`acme: ${secret}\nacme: other`),
    "a template": (secret) => ({ userData: `## template: jinja\n#cloud-config\nacme: "{{ v1.region }}${secret}"\n` }),
    "a script": (secret) => ({ userData: `#!/bin/sh\nset -e\nexport DB_PASSWORD='${secret}'\n` }),
    "a script for Windows": (secret) => ({ userData: `#ps1_sysnative\nnet user web "${secret}" /add\n` }),
    "a part": (secret) => ({ userData: [{ content: `#cloud-config\npassword: ${secret}\n` }] }),
    "bytes, compressed": (secret) => ({
        userData: { base64: gzipSync(`#!/bin/sh\necho ${secret} | passwd --stdin web\n`).toString("base64") },
    }),
    "a MIME message": (secret) => ({
        userData: `Content-Type: multipart/mixed; boundary="x"\nMIME-Version: 1.0\n\n--x\nContent-Type: text/cloud-config\n\npassword: ${secret}\n--x--\n`,
    }),
    "an archive": (secret) => ({
        userData: `#cloud-config-archive\n- type: text/cloud-config\n  content: |\n    password: ${secret}\n`,
    }),
    "an Ignition config": (secret) => ({
        userData: JSON.stringify({
            ignition: { version: "3.4.0" },
            storage: { files: [{ path: "/etc/app", contents: { source: `data:,password%3D${secret}` } }] },
        }),
    }),
    "vendor data": (secret) => ({ vendorData: { "cloud-init": `#cloud-config\npassword: ${secret}\n` } }),
    "other vendor data": (secret) => ({ vendorData2: { acme: { token: secret } } }),
    "a file on the drive": (secret) => ({ files: { "/etc/app.json": { content: `{"password":"${secret}"}` } } }),
    "bytes of a file on the drive": (secret) => ({ rootFiles: { "app.env": { base64: base64(`KEY=${secret}\n`) } } }),
};

const SAID = "Runparts: 1 failures (runcmd) in 1 attempted commands";

describe("what is secret on a drive", () => {
    it.each(Object.entries(PLACES))("includes what is in %s", (_, place) => {
        fc.assert(
            fc.property(canary, fc.nat(), (secret, start) => {
                const quoted = place(secret)["randomSeed"] ?? secret;
                const secrets = secretWordsOf(place(secret));
                const part = String(quoted).slice(start % (String(quoted).length - 8));
                const message = `${SAID} ‹${quoted}› ‹${part}›, ${base64(String(quoted))}`;
                expect(scrub(message, secrets).replaceAll("[secret]", "")).toBe(`${SAID} ‹› ‹›, `);
            }),
            { seed: SEED, numRuns: 20 },
        );
    });

    it("includes ordinary words only where they are passwords", () => {
        expect(secretWordsOf(CONFIG("password: sunshine"))).toEqual(["sunshine"]);
        expect(secretWordsOf(CONFIG("chpasswd: { list: 'root:sunshine' }"))).toContain("sunshine");
        expect(secretWordsOf(CONFIG("runcmd: ['echo root:sunshine | chpasswd']"))).toContain("sunshine");
        expect(secretWordsOf({ userData: "#!/bin/sh\nDB_PASSWORD='correct horse battery'\n" })).toContain(
            "correct horse battery",
        );
        expect(secretWordsOf(CONFIG("password: 12345678"))).toContain("12345678");
    });

    it("leaves what messages consist of", () => {
        const inputs = CONFIG(
            [
                "packages: [nginx-full, libapache2-mod-php8.2]",
                "timezone: Europe/Berlin",
                "runcmd:",
                "- [systemctl, enable, --now, nginx]",
                "- apt-get install -y /usr/local/share/app-1.2.deb",
                "- test -e /run/cloud-init/result.json || exit 3",
                "users: [{ name: deploy, groups: 'sudo, docker', shell: /bin/bash, sudo: 'ALL=(ALL) NOPASSWD:ALL' }]",
                "write_files: [{ path: /etc/nginx/sites-enabled/a.conf, permissions: '0644', owner: 'root:root' }]",
            ].join("\n"),
        );
        expect(secretWordsOf(inputs)).toEqual([]);
        for (const message of [
            "('package_update_upgrade_install', ProcessExecutionError(\"Unexpected error while running command.\\nCommand: ['eatmydata', 'apt-get', '--option=Dpkg::Options::=--force-confold', 'install', 'libapache2-mod-php8.2']\\nExit code: 100\"))",
            "Failed to run module scripts-user (scripts in /var/lib/cloud/instance/scripts)",
            SAID,
        ])
            expect(scrub(message, secretWordsOf(inputs))).toBe(message);
    });

    it("is nothing without inputs, or with those of wrong types", () => {
        expect(secretWordsOf({})).toEqual([]);
        expect(
            secretWordsOf({ userData: 7, adminPassword: {}, files: [], vendorData: "x", rootFiles: { a: 1 } }),
        ).toEqual([]);
    });

    it("is found in a time that fits the size", () => {
        const line =
            "- [sh, -c, \"curl -H 'X-Token: s3cr3t-0123' https://example.org/ | sh -s -- --name 'web one'\"]\n";
        const texts = [
            `#cloud-config\nruncmd:\n${line.repeat(700)}`,
            `#!/bin/sh\n${"'\"=:".repeat(16_384)}`,
            `#!/bin/sh\n${"!".repeat(65_536)}a`,
            `#cloud-config\na: ${'"\\"'.repeat(1)}\nb: [${"[".repeat(30_000)}`,
            `#cloud-config\na: data:${";".repeat(60_000)}`,
        ];
        const before = process.cpuUsage().user;
        for (const userData of texts) secretWordsOf({ userData });
        expect((process.cpuUsage().user - before) / 1e6).toBeLessThan(10);
    });
});
