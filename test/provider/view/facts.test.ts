import { describe, expect, it } from "vitest";
import type { RawInputs } from "../../../provider/model/inputs.ts";
import { factsOf } from "../../../provider/view/facts.ts";

const shown = (inputs: RawInputs, withSecrets = false): readonly (readonly [string, string])[] =>
    factsOf(inputs, withSecrets).map(({ path, value }) => [
        path,
        typeof value === "string" ? value : (value.value ?? "hidden"),
    ]);

describe("the facts of a drive", () => {
    it("are in the order in which people look for them", () => {
        const inputs = {
            devices: [{ vlan: 7, type: "nic", mac: "52:54:00:12:34:56", tags: ["a", "b"] }],
            dedicatedCpus: [0, 3],
            meta: { role: "web" },
            uuid: "83679162-1378-4288-a2d4-70e13ec132aa",
            extraMetaData: { region: { name: "zrh", zones: [1, 2] }, nothing: {} },
            launchIndex: 2,
            hostname: "web-1",
            availabilityZone: null,
        };
        expect(shown(inputs)).toEqual([
            ["hostname", "web-1"],
            ["uuid", "83679162-1378-4288-a2d4-70e13ec132aa"],
            ["launchIndex", "2"],
            ["dedicatedCpus", "0, 3"],
            ["meta.role", "web"],
            ["extraMetaData.region.name", "zrh"],
            ["extraMetaData.region.zones[0]", "1"],
            ["extraMetaData.region.zones[1]", "2"],
            ["extraMetaData.nothing", "{}"],
            ["devices[0]", "nic, vlan 7, mac 52:54:00:12:34:56, tags a b"],
        ]);
    });

    it("hide passwords, seeds and what is under a secret's name, unless secrets were asked for", () => {
        const inputs = {
            adminPassword: "canary",
            randomSeed: "canary",
            meta: { admin_pass: "canary", admin_username: "ops", DB_Password: "canary" },
            extraMetaData: {
                api: { token: ["canary", { deep: "canary" }] },
                public_key_url: "https://example.org",
                public_password: "canary",
            },
            ec2: { "public-keys": { 0: { "openssh-key": "ssh-rsa A" } }, secrets: { a: "canary" } },
            devices: [{ type: "disk", key: "canary", inner: { secret: "canary" } }],
        };
        const hidden = shown(inputs).filter(([, value]) => value === "hidden");
        expect(hidden.map(([path]) => path)).toEqual([
            "adminPassword",
            "randomSeed",
            "meta.admin_pass",
            "meta.DB_Password",
            "extraMetaData.api.token[0]",
            "extraMetaData.api.token[1].deep",
            "extraMetaData.public_password",
            "ec2.secrets.a",
        ]);
        expect(JSON.stringify(factsOf(inputs, false))).not.toContain("canary");
        expect(shown(inputs, true).filter(([, value]) => value.includes("canary"))).toHaveLength(9);
    });

    it.each([
        ...["pw", "db_pw", "dbPw", "wifi-psk", "Authorization", "auth", "oauth", "bearer", "PIN", "SENTRY_DSN", "dsn"],
        ...["cookie", "webhookSignature", "salt", "password_salt", "license key", "otp", "connectionString"],
        ...["user-data", "user_data"],
    ])("hide what is under the name %s", (name) => {
        expect(shown({ meta: { [name]: "canary" }, ec2: { [name]: ["canary"] } }).map(([, value]) => value)).toEqual([
            "hidden",
            "hidden",
        ]);
    });

    it.each(["author", "ipwait", "pinned", "spin", "salt_minion", "authority", "opinion", "dsnode", "pin-priority"])(
        "show what is under the name %s",
        (name) => {
            expect(shown({ meta: { [name]: "plain" } })).toEqual([[expect.stringContaining(name), "plain"]]);
        },
    );

    it.each([
        "postgres://u:canary@h/d",
        "see https://canary@example.org/x.git",
        "redis://:can/ary@h",
        "password=canary",
        "host=h;Pwd = canary",
        "a=1&sig=canary",
        "db password: canary",
        '{"a": {"password": "canary"}}',
        '{"p\\u0061ssword": "canary"}',
        '{"a": "{\\"token\\": \\"canary\\"}"}',
        "[".repeat(100) + "]".repeat(100),
        "login --token canary",
        "Bearer canary",
        "-----BEGIN OPENSSH PRIVATE KEY-----\ncanary",
    ])("hide a value with a secret's form: %s", (value) => {
        const inputs = { meta: { note: value }, ec2: { a: [value] }, availabilityZone: value };
        expect(shown(inputs).map(([, text]) => text)).toEqual(["hidden", "hidden", "hidden"]);
        expect(
            JSON.stringify(factsOf({ devices: [{ type: "nic", tags: [value], x: { y: value } }] }, false)),
        ).not.toMatch(/can\/?ary|\[\[\[/);
        expect(shown(inputs, true)).toHaveLength(3);
    });

    it.each(["https://example.org/a?b=c", "a=b", "ops@example.org", "{}", "[1, 2]", "10:30", "key ring", "{broken"])(
        "show any other value: %s",
        (value) => {
            expect(shown({ meta: { note: value } })).toEqual([["meta.note", value]]);
        },
    );

    it("tell secrets apart by a digest", () => {
        const digestOf = (adminPassword: string): unknown => factsOf({ adminPassword }, false)[0]?.value;
        expect(digestOf("a")).toEqual(digestOf("a"));
        expect(digestOf("a")).not.toEqual(digestOf("b"));
    });

    it("are texts even of metadata that isn't as it should be", () => {
        const inputs = { hostname: { admin_pass: "canary" }, uuid: [["x"]], devices: "none", meta: [1], projectId: 7 };
        expect(shown(inputs)).toEqual([
            ["hostname.admin_pass", "hidden"],
            ["uuid[0][0]", "x"],
            ["projectId", "7"],
        ]);
    });
});
