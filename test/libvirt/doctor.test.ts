import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildDisk } from "../../provider/disk/device.ts";
import { AFFECT_CONFIG, AFFECT_LIVE, DOMAIN_XML_INACTIVE } from "../../provider/libvirt/flags.ts";
import { virsh } from "../../provider/text/shell-word.ts";
import { run } from "../cli/harness.ts";
import { emptyCdrom, lifeCycleOn, SCSI_CONTROLLER, useTestHost } from "../support/host.ts";
import type { Machine, TestDomain } from "../support/test-domain.ts";

const MAC = "52:54:00:aa:bb:cc";
const NIC = `<interface type='user'><mac address='${MAC}'/></interface>`;

interface Line {
    readonly status: string;
    readonly about: string;
    readonly text: string;
}

/** Every device on every bus, what the machine hasn't too. */
const WAYS = (["cdrom", "disk"] as const).flatMap((device) =>
    ["ide", "sata", "scsi", "usb", "virtio"].map((bus) => ({ device, bus })),
);
/** That don't meet. libvirt would put targets from `sdh` on into a second SCSI controller. */
const TARGETS = ["hdc", "sdb", "sdc", "sdh", "vdc", "hdd", "sdd", "sde", "sdi", "vdd"];

/** Whether the doctor's line has a bus among those that take a drive. */
const isNamed = (line: string, bus: string): boolean => (line.split("; not ")[0] ?? "").includes(`${bus} (`);

const succeeds = (promise: Promise<void>): Promise<boolean> =>
    promise.then(
        () => true,
        () => false,
    );

/** Plugs a drive in, on scsi with the controller that the resource would add. */
const takes = async (domain: TestDomain, bus: string, xml: string): Promise<boolean> => {
    const { controllers } = await domain.live();
    if (bus === "scsi" && controllers.length === 0) await domain.attach(SCSI_CONTROLLER, AFFECT_LIVE);
    return await succeeds(domain.attach(xml, AFFECT_LIVE));
};

describe("config-drive doctor", () => {
    const host = useTestHost();
    const { create } = lifeCycleOn(host);

    /** Examines the host of the test. A machine that is busy may take longer than ten seconds. */
    const examine = async (args: readonly string[], declared?: object) => {
        const all = ["doctor", host().uri, "--timeout", "120", ...args];
        const withInputs = declared === undefined ? all : [...all, "--inputs", "-"];
        const stdin = declared === undefined ? "" : JSON.stringify({ pool: host().pool, ...declared });
        const { code, out, err } = await run([...withInputs, "--json"], stdin);
        expect(err).toEqual([]);
        const { findings }: { readonly findings: readonly Line[] } = JSON.parse(out);
        const about = (what: string): readonly string[] =>
            findings.filter((line) => line.about === what).map(({ status, text }) => `${status} ${text}`);
        return { code, findings, about };
    };

    const onDomain = (domain: TestDomain, declared?: object) =>
        examine(["--domain", domain.uuid, "--pool", host().pool], declared);

    it("finds nothing wrong with a pool and a domain that are fine", async () => {
        const domain = await host().define({ devices: NIC });
        const { code, findings, about } = await onDomain(domain);
        expect(findings.filter(({ status }) => status !== "ok" && status !== "warn")).toEqual([]);
        expect(code).toBe(0);
        expect(about("access")).toEqual(["ok can read and write"]);
        expect(about("connection")[0]).toMatch(/^ok ".+" answered after \d+ ms$/);
        expect(about(`pool ${host().pool}`)[0]).toMatch(/^ok active, type dir, \d+ [MG]iB free, in \/.+$/);
        expect(about("domain")[0]).toMatch(`ok ${domain.name}, ${domain.uuid}: shut off, persistent, pc-i440fx-`);
        expect(about("nics")).toEqual([`ok ${MAC}`]);
        expect(about("drives")).toEqual(["ok no config drive and no other seed"]);
        expect(about("cdrom now")).toEqual([]);
        expect(about("guest agent")[0]).toMatch(/^warn no channel, so a first boot can't be seen, only whether /);
        const version = (await host().virsh("version")).match(
            /Using library: libvirt (\S+)[\s\S]*hypervisor: QEMU (\S+)/,
        );
        expect(about("libvirt")[0]).toContain(` ${version?.[1]}`);
        expect(about("QEMU")[0]).toContain(` ${version?.[2]}`);
    });

    it("ends by itself as a process of its own, with the code for pipelines", () => {
        const script = join(import.meta.dirname, "..", "..", "cli", "config-drive.ts");
        const examineAlone = (pool: string) => {
            const args = ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", script, "doctor", host().uri, "-p", pool];
            const { status, stderr } = spawnSync(process.execPath, args, { timeout: 30_000, killSignal: "SIGKILL" });
            return { status, err: stderr.toString() };
        };
        expect(examineAlone(host().pool)).toEqual({ status: 0, err: "" });
        expect(examineAlone("nowhere")).toEqual({ status: 1, err: "" });
    });

    it("changes nothing on the host", async () => {
        const domain = await host().start({ machine: "q35", devices: NIC });
        await create({ domain: domain.uuid });
        writeFileSync(join(host().folder, "unnoticed.iso"), "not in the pool yet");
        const seen = async () => {
            const ref = await domain.ref();
            const pool = await host().client.storagePoolLookupByName(host().pool);
            return {
                files: await host().files(),
                volumes: await host().volumes(),
                pool: await host().client.storagePoolGetXmlDesc(pool, 0),
                live: await host().client.domainGetXmlDesc(ref, 0),
                config: await host().client.domainGetXmlDesc(ref, DOMAIN_XML_INACTIVE),
                incarnation: await domain.incarnation(),
            };
        };
        const before = await seen();
        const drive = { domain: domain.uuid, hostname: "web", startDomain: true, adopt: true };
        expect((await onDomain(domain, drive)).about("inputs")[0]).toMatch(/^ok valid: /);
        await examine([]);
        expect(await seen()).toEqual(before);
    });

    it.each<[Machine, string, string]>([
        ["pc", "without a controller", ""],
        ["pc", "with one", SCSI_CONTROLLER],
        ["q35", "without a controller", ""],
        ["q35", "with one", SCSI_CONTROLLER],
    ])("names the buses that a running %s %s really takes drives on", async (machine, _what, devices) => {
        const domain = await host().start({ machine, devices });
        const path = (await create()).volumePath;
        const expected: string[] = [];
        const plugged: string[] = [];
        for (const [index, { device, bus }] of WAYS.entries()) {
            const [line = ""] = (await onDomain(domain)).about(`${device} now`);
            if (isNamed(line, bus)) expected.push(`${device} on ${bus}`);
            const slot = { bus, target: TARGETS[index] ?? "" };
            const medium = { path, type: "file" } as const;
            const xml = buildDisk({ alias: `ua-${index}`, device, medium, slot, startupPolicy: "optional" });
            if (await takes(domain, bus, xml)) plugged.push(`${device} on ${bus}`);
        }
        expect(expected).toEqual(plugged);
        expect(expected).toContain("cdrom on scsi");
    });

    it("sees that a running q35 has no port left", async () => {
        const domain = await host().start({ machine: "q35", devices: SCSI_CONTROLLER });
        const slots = async () => (await onDomain(domain)).about("disk now");
        while (!(await slots())[0]?.includes("virtio (no free pcie-root-port)")) {
            await domain.attach(`<interface type='user'><model type='virtio'/></interface>`, AFFECT_LIVE);
        }
        expect(await slots()).toEqual(["ok scsi (sda), usb (sda); not virtio (no free pcie-root-port)"]);
        const next = domain.attach(`<interface type='user'><model type='virtio'/></interface>`, AFFECT_LIVE);
        await expect(next).rejects.toThrow("No more available PCI slots");
    });

    it("tells where a drive goes at the next start, and what state a domain is in", async () => {
        const full = ["hda", "hdb", "hdc", "hdd"].map((target) => emptyCdrom(target, "ide")).join("");
        const off = await host().define({ devices: full });
        expect((await onDomain(off)).about("cdrom at start")).toEqual([
            "ok sata (sda), scsi (sda), usb (sda); not ide (full)",
        ]);
        const transient = await host().startTransient({ machine: "q35" });
        const { code, about } = await onDomain(transient);
        expect(code).toBe(0);
        expect(about("domain")[0]).toMatch(/^warn .* running, transient, pc-q35-.*the drive is lost when it stops\.$/);
        expect(about("cdrom at start")).toEqual([]);
        await host().virsh("suspend", transient.name);
        expect((await onDomain(transient)).about("domain")[0]).toContain(": paused, transient, ");
    });

    it("warns of a saved state", async () => {
        const domain = await host().start();
        await host().virsh("managedsave", domain.name);
        const { code, about } = await onDomain(domain);
        expect(code).toBe(0);
        expect(about("saved state")[0]).toContain(`: ${virsh(host().uri, "managedsave-remove", domain.name)}`);
    });

    it("fails for a pool that is inactive, and one that isn't there", async () => {
        await host().stopPool();
        const inactive = await examine(["--pool", host().pool]);
        expect(inactive.code).toBe(1);
        expect(inactive.about(`pool ${host().pool}`)).toEqual([
            `fail use pool "${host().pool}": pool "${host().pool}" is defined but not active. Start it (${virsh(host().uri, "pool-start", host().pool)}) and run again.`,
        ]);
        // Among all pools it is one of several.
        expect((await examine([])).about(`pool ${host().pool}`)[0]).toMatch(/^warn use pool /);
        await host().undefinePool();
        const gone = await examine(["--pool", host().pool]);
        expect(gone.code).toBe(1);
        const [said] = gone.about(`pool ${host().pool}`);
        expect(said).toMatch(`fail use pool "${host().pool}": the host has no such pool.`);
    });

    it("warns of a pool that QEMU's user can't enter", async ({ skip }) => {
        const account = (await host().virsh("capabilities")).match(/<baselabel type='qemu'>\+(\d+):/)?.[1];
        skip(account === undefined || account === "0", "QEMU runs as root here, or as nobody else");
        await chmod(host().folder, 0o700);
        await host().virsh("pool-refresh", host().pool);
        const { code, about } = await examine(["--pool", host().pool]);
        expect(code).toBe(0);
        expect(about(`pool ${host().pool}`)[0]).toContain(
            `${host().folder} has mode 0700: QEMU's user (UID ${account}) can't enter it. Run on the host: chmod a+x ${host().folder}`,
        );
    });

    it("fails for a domain that isn't there, with the names that come near", async () => {
        const domain = await host().define();
        const { code, about } = await examine(["--domain", `${domain.name}x`]);
        expect(code).toBe(1);
        expect(about("domain")[0]).toMatch(
            `fail find domain "${domain.name}x": the host has no such domain. Nearest names: ${domain.name}`,
        );
    });

    it("finds drives of this package, of others, and NoCloud seeds", async () => {
        const seed = async (label: string): Promise<string> => {
            const path = join(host().folder, `${label}.iso`);
            writeFileSync(join(host().folder, "meta-data"), "instance-id: other\n");
            const args = ["-quiet", "-J", "-R", "-V", label, "-o", path, join(host().folder, "meta-data")];
            execFileSync("genisoimage", args);
            return path;
        };
        const [foreign, nocloud] = [await seed("config-2"), await seed("cidata")];
        await host().virsh("pool-refresh", host().pool);
        const cdrom = (path: string, target: string): string =>
            `<disk type='file' device='cdrom'><source file='${path}'/><target dev='${target}' bus='ide'/><readonly/></disk>`;
        const domain = await host().define({ devices: cdrom(nocloud, "hdc") });
        const own = await create({ domain: domain.uuid });
        await domain.attach(cdrom(foreign, "hdd"), AFFECT_CONFIG);
        const { code, about } = await onDomain(domain);
        expect(code).toBe(0);
        expect(about("drives")).toEqual([
            `ok one from this package: ${own.volumePath} at ${own.attachedTarget}`,
            `warn a config drive from another program: ${foreign} at hdd. If your program attaches it itself (cloudinitId), leave it. Otherwise a ConfigDrive for this domain would be a second one: detach this one, or take it over with adopt.`,
            `warn domain "${domain.name}" also has a NoCloud seed, ${nocloud} at hdc: cloud-init uses the config drive and ignores the seed`,
        ]);
    });

    it("says all the rules that a declared drive breaks, in the resource's words", async () => {
        const domain = await host().define({ devices: `${NIC}${emptyCdrom("hdb", "ide")}` });
        const first = await create({ domain: domain.uuid, volumePrefix: "first" });
        const declared = {
            volumePrefix: "second",
            target: "hdb",
            bus: "ide",
            uuid: "83679162-1378-4288-a2d4-70e13ec132aa",
            networkData: {
                links: [{ id: "eth0", type: "phy", ethernet_mac_address: "52:54:00:00:00:01" }],
                networks: [],
            },
        };
        const { code, about } = await onDomain(domain, declared);
        expect(code).toBe(1);
        expect(about("this drive")).toEqual([
            `fail networkData.links[0].ethernet_mac_address: domain "${domain.name}" has no NIC with MAC 52:54:00:00:00:01, so the guest would have no network. Its NICs have ${MAC}. Set 52:54:00:00:00:01 as the MAC of the domain's interface (<mac address='52:54:00:00:00:01'/>), or use one of its MACs in networkData.`,
            `fail attach config drive to domain "${domain.name}": target hdb is already used by another disk. Omit target, or set a free one.`,
            `fail attach config drive to domain "${domain.name}": it already has a config drive, ${first.volumePath} at hda, and with two it depends on the guest which one it uses. Detach that drive (${virsh(host().uri, "detach-disk", domain.name, "hda", "--config")}), or take it over with adopt: true. If this resource was only renamed or moved, list its old name or parent in aliases.`,
            `warn uuid differs from the domain's UUID, ${domain.uuid}, so cloud-init searches for its drive again at every boot; omit uuid to use the domain's`,
        ]);
    });

    it("warns of network data for a NIC that may be passed through", async () => {
        const devices = `<hostdev mode='subsystem' type='pci' managed='yes'><source><address domain='0' bus='0x5e' slot='2' function='0'/></source></hostdev>`;
        const domain = await host().define({ devices });
        const links = [{ id: "vf0", type: "phy", ethernet_mac_address: MAC }];
        const { code, about } = await onDomain(domain, { networkData: { links, networks: [] } });
        expect([code, ...about("this drive")]).toEqual([
            0,
            `warn networkData.links[0].ethernet_mac_address: domain "${domain.name}" has no interface with MAC ${MAC}; unless a passed-through PCI device has it, the guest has no network`,
        ]);
    });

    it("says so where a declared drive breaks none, also beside itself", async () => {
        const domain = await host().define({ devices: NIC });
        const none = "ok can be attached to this domain as declared";
        expect((await onDomain(domain, { volumePrefix: "drive" })).about("this drive")).toEqual([none]);
        await create({ domain: domain.uuid });
        const again = await onDomain(domain, { volumePrefix: "drive" });
        expect(again.about("this drive")).toEqual([none]);
        expect(again.code).toBe(0);
        expect(again.about("inputs")[0]).toMatch(/^ok valid: iso9660 image of \d+ bytes$/);
        expect((await onDomain(domain, { hostname: "web" })).about("this drive")).toEqual([
            "warn the domain has a drive of this package, and these checks assume that it is the declared one; set volumePrefix in the inputs to be sure",
        ]);
    });

    it("sees that the socket is read-only, and still reports all that it can read", async ({ skip }) => {
        skip(!host().uri.startsWith("qemu:///system"), "a session has no read-only socket");
        const socket = /socket=(.*)/.exec(host().uri)?.[1] ?? "/run/libvirt/libvirt-sock";
        const domain = await host().define();
        const uri = `qemu:///system?socket=${socket}-ro`;
        const { code, out } = await run(["doctor", uri, "-d", domain.uuid, "-t", "120"]);
        expect(code).toBe(1);
        expect(out).toMatch(/^fail {2}access +the socket is read-only\./m);
        expect(out).toMatch(/^ok {4}cdrom at start +ide \(hda\)/m);
        expect(out.match(/^fail/gm)).toHaveLength(1);
    });

    it("looks at the rest where a declaration's domain or pool is one that no daemon can be asked for", async () => {
        const { code, findings } = await examine([], { domain: "a\0b", pool: "c\ud800" });
        const failed = findings.filter(({ status }) => status === "fail").map(({ text }) => text.split(": ")[0]);
        expect([code, ...failed]).toEqual([1, "domain", "pool"]);
    });
});
