import { describe, expect, it } from "vitest";
import { problemsIn, SSH_KEY, warningsIn } from "./reading.ts";

const HELPER = "write it with networkData({ … }), which takes the same settings in a form that resembles netplan";
const ethernets = { eth0: { dhcp4: true, match: { macaddress: "52:54:00:12:34:56" } } };

describe("networkData in another format", () => {
    it.each([
        ["netplan", { version: 2, ethernets }, "is netplan's format, which guests don't read here"],
        [
            "netplan's whole file",
            { network: { version: 2, ethernets } },
            "is netplan's format, which guests don't read here",
        ],
        ["netplan without a version", { network: { ethernets } }, "is netplan's format, which guests don't read here"],
        ["the arguments of networkData()", { ethernets }, "isn't OpenStack's format"],
        [
            "cloud-init's version 1",
            { version: 1, config: [{ type: "physical", name: "eth0" }] },
            "is cloud-init's own network config, which the drive can't carry",
        ],
        [
            "cloud-init's whole file",
            { network: { version: 1, config: [] } },
            "is cloud-init's own network config, which the drive can't carry",
        ],
        ["YAML", "network:\n  version: 2\n", "is text"],
    ])("is one problem that names the helper: %s", (_name, networkData, reason) => {
        expect(problemsIn({ networkData })).toEqual([`networkData: ${reason}; ${HELPER}`]);
    });

    it("is OpenStack's format with its keys missing in all other cases", () => {
        expect(problemsIn({ networkData: {} })).toEqual([
            "networkData.links: is missing; it must be a list",
            "networkData.networks: is missing; it must be a list",
        ]);
        expect(problemsIn({ networkData: { version: 2, links: [] } })).toContain(
            "networkData.networks: is missing; it must be a list",
        );
    });
});

describe("a path where a content belongs", () => {
    it.each([
        "/root/.ssh/id.pub",
        "~/.ssh/id_ed25519.pub",
        "~ops/.ssh/id",
        "./id.pub",
        "../k",
        "id_rsa.pub",
        "C:\\Users\\ops\\id.pub",
    ])("is reported in publicKeys: %s", (ops) => {
        expect(problemsIn({ publicKeys: { ops } })).toEqual([
            'publicKeys.ops: is a path; pass the key itself, e.g. readFileSync(path, "utf8")',
        ]);
    });

    it.each(["./user-data.yaml", "/etc/user-data", "~/first-boot.sh", "user-data.yaml\n", "config.ign"])(
        "is reported in userData: %s",
        (userData) => {
            const reason = 'is the path of a file, not its content; pass readFileSync(path, "utf8")';
            expect(warningsIn({ userData })).toEqual([`userData: ${reason}`]);
            expect(warningsIn({ userData: [{ content: userData }] })).toEqual([`userData[0].content: ${reason}`]);
        },
    );

    it("isn't a key, even one with slashes in it", () => {
        expect(problemsIn({ publicKeys: { ops: SSH_KEY } })).toEqual([]);
    });
});

describe("userData in another form", () => {
    it.each<[unknown, readonly string[]]>([
        [
            { runcmd: ["ls"] },
            [
                'userData: is an object; pass cloudConfig({ … }), which writes it as cloud-config, or a text (in YAML, after "userData: |")',
            ],
        ],
        [
            { bas64: "YQ==" },
            ["userData.base64: is missing; it must be a string", 'userData.bas64: unknown key; did you mean "base64"?'],
        ],
        [{}, ["userData.base64: is missing; it must be a string"]],
        [
            [{ content: { runcmd: ["ls"] } }],
            ["userData[0].content: must be a string, not an object; pass cloudConfig({ … })"],
        ],
        [[{ content: ["ls"] }], ["userData[0].content: must be a string, not a list"]],
        [
            [{ runcmd: ["ls"] }],
            [
                "userData[0].content: is missing; it must be a string",
                "userData[0].runcmd: unknown key; supported keys: content, contentType, filename, mergeType",
            ],
        ],
    ])("is reported with what to use: %j", (userData, problems) => {
        expect(problemsIn({ userData })).toEqual(problems);
    });
});
