import { describe, expect, it } from "vitest";
import { problemsIn, warningsIn } from "../reading.ts";

const CANT = "so guests can't run the script; remove it";
const WINDOWS = "has white space before its first line, so cloudbase-init doesn't recognise the script; remove it";
const INCLUDE = 'has white space before "#include", which cloud-init then takes for an address and fails; remove it';

describe("white space before a header", () => {
    it.each<[userData: string, reason: string]>([
        ["\n#!/bin/sh\n", `has white space before "#!", ${CANT}`],
        ["  #!/bin/sh\n", `has white space before "#!", ${CANT}`],
        ["\t#!/bin/sh\n", `has white space before "#!", ${CANT}`],
        ["\r\n#!/bin/sh\r\n", `has white space before "#!", ${CANT}`],
        ["\n#cloud-boothook\n#!/bin/sh\n", `has white space before "#cloud-boothook", ${CANT}`],
        [
            "\n## template: jinja\n#cloud-config\n",
            'has white space before "## template: jinja", so cloud-init drops the template; remove it',
        ],
        ["## template: jinja\n\n#!/bin/sh\n", `has white space between "## template: jinja" and "#!", ${CANT}`],
        [" #include\nhttps://example.org/\n", INCLUDE],
        ["\n\t#include-once https://example.org/\n", INCLUDE],
        ["\n#ps1\nWrite-Host\n", WINDOWS],
        ["  #ps1_sysnative\nWrite-Host\n", WINDOWS],
        ["\nrem cmd\ndir\n", WINDOWS],
    ])("is rejected where it breaks the content: %j", (userData, reason) => {
        const path = "userData";
        expect(problemsIn({ userData })).toContain(`${path}: ${reason}`);
        expect(problemsIn({ userData: { base64: Buffer.from(userData).toString("base64") } })).toContain(
            `${path}: ${reason}`,
        );
        expect(problemsIn({ userData: [{ content: userData }] })).toContain(`userData[0].content: ${reason}`);
        expect(problemsIn({ vendorData: { "cloud-init": userData } })).toContain(`vendorData["cloud-init"]: ${reason}`);
        expect(problemsIn({ userData, strictUserData: false })).toEqual([]);
        expect(warningsIn({ userData, strictUserData: false })).toContain(`${path}: ${reason}`);
    });

    it("is rejected in a part that is declared to be a script", () => {
        const part = { content: "\n#!/bin/sh\n", contentType: "text/x-shellscript" };
        expect(problemsIn({ userData: [part] })).toEqual([`userData[0].content: has white space before "#!", ${CANT}`]);
    });

    it.each([
        "\n\n  #cloud-config\npackages: []\n",
        "\n#cloud-config-archive\n- {}\n",
        '\n#cloud-config-jsonp\n[{"op": "add", "path": "/a", "value": 1}]\n',
        "\n#include\nhttps://example.org/\n",
        "\n#part-handler\nimport sys\n",
        '\n{"ignition": {"version": "3.4.0"}}',
        "\n<powershell>Write-Host</powershell>",
        "\nversion: v1alpha1\nmachine: {}\n",
        "\nset system host-name edge-1\n",
    ])("is accepted where guests skip it: %j", (userData) => {
        expect([problemsIn({ userData }), warningsIn({ userData })]).toEqual([[], []]);
    });
});

describe("a header that cloud-init removes", () => {
    it.each(["#cloud-boothook", "#cloud-config-jsonp"])("is rejected in upper case: %s", (header) => {
        const reason = `userData: doesn't have "${header}" in lower case, so cloud-init doesn't use what follows; write the header in lower case`;
        expect(problemsIn({ userData: `${header.toUpperCase()}\n#!/bin/sh\n` })).toEqual([reason]);
        expect(problemsIn({ userData: `${header}\n#!/bin/sh\n` })).toEqual([]);
    });
});
