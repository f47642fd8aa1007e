import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import type { RawInputs } from "../../provider/model/inputs.ts";
import { run } from "../cli/harness.ts";
import { checkInputs } from "../support/check-inputs.ts";
import { Domain09, Volume09 } from "./libvirt-domains.ts";
import { declared, runExample, withoutOutputs } from "./mocked-example.ts";

const repository = process.cwd();
const examples = join(repository, "examples");

/** What the examples import and no package registry holds; `npm test` makes both first. */
const missing = ["bin/sdk/index.js", "node_modules/@pulumi/libvirt/index.js"].filter(
    (path) => !existsSync(join(repository, path)),
);

const UUID = "83679162-1378-4288-a2d4-70e13ec132aa";
const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGtC7VSfNHT4FWjlGPbFxDTSZ3rhu9rSSSvbYMbnJHwM";
const DRIVE = "pulumi-nodejs:dynamic/config-drive:ConfigDrive";
const DOMAIN = "libvirt:index/domain:Domain";

/** Runs the program of an example, and returns its drive and its domain. */
const registeredBy = async (
    name: string,
    config: Readonly<Record<string, string>> = {},
    more: Readonly<Record<string, string>> = {},
) => {
    const example = await runExample(name, config, {
        state: { cloudinitId: `/pool/seed.iso;${UUID}`, ...more },
        idOf: (type, resource) => (type === DOMAIN ? UUID : `${resource}-id`),
    });
    return { drive: await declared(example, DRIVE), domain: await declared(example, DOMAIN) };
};

const check = (inputs: RawInputs): RawInputs => {
    const { inputs: checked, problems, warnings } = checkInputs({}, inputs, (size) => new Uint8Array(size).fill(1));
    expect({ problems, warnings }).toEqual({ problems: [], warnings: [] });
    return checked;
};

describe.skipIf(missing.length > 0)(
    `the examples${missing.length > 0 ? ` (missing: ${missing.join(", ")})` : ""}`,
    () => {
        it("readme: a machine that starts paused, and the drive that resumes it", async () => {
            // npm test has no SDK of provider 0.9. The tests with that provider run the program for real.
            vi.doMock("@pulumi/libvirt", () => ({ Domain: Domain09, Volume: Volume09 }));
            const { drive, domain } = await registeredBy("readme", {}, { uuid: UUID });
            vi.doUnmock("@pulumi/libvirt");
            expect(domain).toMatchObject({ running: true, create: { paused: true }, memory: 1024 });
            const inputs = withoutOutputs(drive);
            expect(inputs).toMatchObject({
                domain: UUID,
                connection: "qemu:///system",
                hostname: "web-1.example.org",
                publicKeys: { ops: KEY },
                userData: "#cloud-config\npackages: [nginx]\n",
                startDomain: true,
            });
            expect(check(inputs)).toMatchObject({ instanceId: UUID, pool: "default", drive: "attached" });
        });

        it("cloud-init: a fixed address for the domain's own NIC, and name servers in both places", async () => {
            const config = {
                image: "/images/debian.qcow2",
                sshKey: KEY,
                token: "s3cret",
                pool: "guests",
                domainType: "qemu",
            };
            const { drive, domain } = await registeredBy("cloud-init", config);
            const mac = "52:54:00:17:03:0a";
            expect(domain).toMatchObject({
                type: "qemu",
                networkInterfaces: [{ networkId: "lan-id", mac }],
                cloudinit: `/pool/seed.iso;${UUID}`,
            });
            const inputs = withoutOutputs(drive);
            const dns = [{ type: "dns", address: "10.17.3.1" }];
            expect(inputs).not.toHaveProperty("domain");
            expect(inputs).toMatchObject({
                pool: "guests",
                networkData: {
                    links: [{ id: "eth0", type: "phy", ethernet_mac_address: mac }],
                    networks: [{ ip_address: "10.17.3.10", netmask: "255.255.255.0", services: dns }],
                    services: dns,
                },
                files: { "/etc/app/token": { content: "s3cret" } },
            });
            const { drive: condition, contents } = check(inputs);
            expect(condition).toBe("stored");
            expect(contents).toHaveProperty(["openstack/latest/network_data.json"]);
        });

        it("volume-only: a drive without a domain, whose id the domain takes", async () => {
            const { drive, domain } = await registeredBy("volume-only", {
                image: "/images/debian.qcow2",
            });
            expect(domain).toMatchObject({ cloudinit: `/pool/seed.iso;${UUID}` });
            const inputs = withoutOutputs(drive);
            expect(inputs).not.toHaveProperty("domain");
            expect(check(inputs)).toMatchObject({ hostname: "db-1.example.org", drive: "stored" });
        });
    },
);

describe("the projects of the examples", () => {
    it.each(globSync("**/Pulumi.yaml", { cwd: examples }))("%s names a program that is there", (path) => {
        const [, main = ""] = /^main: (\S+)$/m.exec(readFileSync(join(examples, path), "utf8")) ?? [];
        expect(existsSync(join(examples, path, "..", main))).toBe(true);
    });
});

describe("the inputs among the examples", () => {
    const drives = globSync("drives/*.yaml", { cwd: examples }).map((path) => `examples/${path}`);

    it("are drives of several kinds of guests", () => {
        expect(drives.length).toBeGreaterThan(2);
    });

    it.each(["examples/cli/inputs.json", ...drives])("pass the check of the command line: %s", async (path) => {
        expect(await run(["check", path])).toMatchObject({
            code: 0,
            out: `${path}: no problems\n`,
            err: [],
        });
    });
});
