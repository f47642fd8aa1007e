import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { RawInputs } from "../../../../provider/model/inputs.ts";
import { checkCloudConfig } from "../../../../provider/spec/user-data/cloud-config.ts";

const MISTYPED = 'starts with a mistyped header, so guests ignore all of it; write "#cloud-config"';
const LOOKS =
    'looks like cloud-config but doesn\'t start with "#cloud-config", so guests ignore all of it; add that line at the top';

const problems = async (inputs: RawInputs): Promise<readonly string[]> =>
    (await checkCloudConfig(inputs)).problems.map(({ path, reason }) => `${path}: ${reason}`);

describe("a text that is almost cloud-config", () => {
    it.each([
        "#cloud config",
        "#cloudconfig",
        "#cloud_config",
        "#clod-config",
        "cloud-config",
        "##cloud-config",
        "#!cloud-config",
    ])("has the mistyped header %s", async (header) => {
        expect(await problems({ userData: `${header}\npackages: [htop]\n` })).toEqual([`userData: ${MISTYPED}`]);
    });

    it.each([
        ["a key", "packages: [htop]\n"],
        ["a comment and a key", "# ours\nruncmd:\n- ls\n"],
        ["keys in JSON", '{\n  "write_files": []\n}'],
    ])("starts with %s", async (_name, userData) => {
        expect(await problems({ userData })).toEqual([`userData: ${LOOKS}`]);
    });

    it.each([
        ["## template:jinja", "## template: jinja"],
        ["##template: jinja", "## template: jinja"],
        ["# template: jinja", "## template: jinja"],
        ["!#/bin/bash", "#!"],
    ])("can be mistyped in other headers: %s", async (header, right) => {
        const reason = `starts with a mistyped header, so guests ignore all of it; write "${right}"`;
        expect(await problems({ userData: `${header}\n#cloud-config\npackages: [htop]\n` })).toEqual([
            `userData: ${reason}`,
        ]);
    });

    it("is found in parts and vendor data, and is a warning without strictUserData", async () => {
        const inputs = {
            userData: [{ content: "#!/bin/sh\n" }, { content: "#cloud config\n" }],
            vendorData: { "cloud-init": "packages: [htop]\n" },
        };
        expect(await problems(inputs)).toEqual([
            `userData[1].content: ${MISTYPED}`,
            `vendorData["cloud-init"]: ${LOOKS}`,
        ]);
        const { problems: none, warnings } = await checkCloudConfig({ ...inputs, strictUserData: false });
        expect([none.length, warnings.length]).toEqual([0, 2]);
    });

    it.each([
        ["cloud-config", "#cloud-config\npackages: [htop]\n"],
        ["cloud-config with more in its first line", "#Cloud-Config: ours\npackages: [htop]\n"],
        ["an archive", "#cloud-config-archive\n[]\n"],
        ["a script with a key in it", "#!/bin/sh\ncat <<E\npackages: [htop]\nE\n"],
        ["Talos' configuration", "version: v1alpha1\nmachine:\n  type: worker\n"],
        ["a configuration of an appliance", "hostname fw1\nusers:\n"],
        ["a configuration of an appliance in YAML", "hostname: fw1\nntp:\n  server: a\nvlans: []\n"],
        ["a kubeconfig", "apiVersion: v1\nkind: Config\nusers: []\n"],
        ["a configuration of Elemental", "name: x\nstages: {}\nusers: []\n"],
        ["cloud-config with a space in its header, which has a rule of its own", "# cloud-config\npackages: [htop]\n"],
        ["an Ignition config", '{"ignition": {"version": "3.4.0"}}'],
        ["another text", "hello, these are packages: none\n"],
        ["JSON with another first key", '{"site": 1, "users": []}'],
    ])("isn't %s", async (_name, userData) => {
        expect(await problems({ userData })).toEqual([]);
    });

    it("isn't a part with a declared type or compressed bytes", async () => {
        const content = "packages: [htop]\n";
        expect(await problems({ userData: [{ content, contentType: "text/cloud-config" }] })).toEqual([]);
        expect(await problems({ userData: { base64: gzipSync(content).toString("base64") } })).toEqual([]);
    });
});
