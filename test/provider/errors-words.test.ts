import { describe, expect, it } from "vitest";
import { planDrive, requireAtOnce, scopeOf, type WantedSlot } from "../../provider/disk/plan.ts";
import { readDefinition } from "../../provider/domain/definition.ts";
import type { DomainState } from "../../provider/domain/read.ts";
import { readUri } from "../../provider/libvirt/uri/connection-uri.ts";
import { requireNics } from "../../provider/lifecycle/nics.ts";
import { ConfigDriveError } from "../../provider/text/errors.ts";
import { disk, domainXml, MARK } from "./domain/machines.ts";
import { specOf } from "./spec/reading.ts";

/** The code and message of a broken rule. */
const wordsOf = (rule: () => unknown): string => {
    try {
        rule();
    } catch (error) {
        if (error instanceof ConfigDriveError) return `${error.code}: ${error.message}`;
        throw error;
    }
    throw new Error("nothing is broken");
};

const part = (devices: string) => ({ definition: readDefinition(domainXml(devices)), flag: 0 });
const off = (devices: string): DomainState => {
    const { definition, flag } = part(devices);
    return { config: { definition: { ...definition, isLive: false }, flag } };
};
const running: DomainState = { live: part("") };

const plan = (state: DomainState, more: Partial<WantedSlot> = {}): string =>
    wordsOf(() => {
        const wanted = { mark: MARK, device: "cdrom", bus: "auto", ...more } as const;
        requireAtOnce(state, planDrive(state, wanted), wanted);
    });

const nicMissing = (devices: string): string => {
    const links = [{ id: "eth0", type: "phy", ethernet_mac_address: "52:54:00:AA:BB:CC" }];
    return wordsOf(() => requireNics(specOf({ networkData: { links, networks: [] } }), [part(devices)]));
};

describe("the words of a refusal because of a domain", () => {
    it("say that a bus is full, or a target in use", () => {
        const full = ["hda", "hdb", "hdc", "hdd"].map((target) => disk(target, "ide")).join("");
        expect(plan(off(full))).toMatchInlineSnapshot(
            `"bus-full: attach config drive to domain "web": bus ide is full. Set bus to "scsi", or detach a disk that isn't needed."`,
        );
        expect(plan(off(full), { target: "hdb" })).toMatchInlineSnapshot(
            `"bus-full: attach config drive to domain "web": target hdb is already used by another disk. Omit target, or set a free one."`,
        );
    });

    it("say that the drive would keep the machine from booting", () => {
        const definition = readDefinition(domainXml(disk("hdc", "ide"), { boot: ["cdrom"] }).replace(" id='3'", ""));
        expect(plan({ config: { definition, flag: 0 } }, { target: "hda" })).toMatchInlineSnapshot(
            `"boot-order: attach config drive to domain "web": at hda the drive would come before hdc, and the machine would no longer boot from that cdrom, because libvirt only boots from the first one. Omit target, or set one after hdc."`,
        );
    });

    it("say which bus supports hot-plug", () => {
        expect(plan(running, { bus: "sata" })).toMatchInlineSnapshot(
            `"hotplug-unsupported: attach config drive to domain "web": it is running, and sata doesn't support hot-plug. Omit bus (a running domain then gets "scsi")."`,
        );
    });

    it("say that a transient domain has no next start", () => {
        expect(wordsOf(() => scopeOf(running, "nextBoot"))).toMatchInlineSnapshot(
            `"domain-transient: attach config drive to domain "web": the domain is transient, and onChange "nextBoot" changes only a persistent definition. Omit onChange, or define the domain (virsh -c URI define FILE)."`,
        );
    });

    it("say which NICs the domain has", () => {
        expect(nicMissing("<interface><mac address='52:54:00:00:00:01'/></interface>")).toMatchInlineSnapshot(
            `"nic-missing: networkData.links[0].ethernet_mac_address: domain "web" has no NIC with MAC 52:54:00:aa:bb:cc, so the guest would have no network. Its NICs have 52:54:00:00:00:01. Set 52:54:00:aa:bb:cc as the MAC of the domain's interface (<mac address='52:54:00:aa:bb:cc'/>), or use one of its MACs in networkData."`,
        );
        expect(nicMissing("")).toMatchInlineSnapshot(
            `"nic-missing: networkData.links[0].ethernet_mac_address: domain "web" has no NIC with MAC 52:54:00:aa:bb:cc, so the guest would have no network. It has no NICs at all. Add an interface with this MAC (<mac address='52:54:00:aa:bb:cc'/>) to the domain."`,
        );
    });
});

describe("the words of a refusal because of a URI", () => {
    it("say what is supported", () => {
        expect(wordsOf(() => readUri("xen:///system"))).toMatchInlineSnapshot(
            `"unsupported-uri: connect to "xen:///system": only libvirt's own client supports the driver "xen", and config drives are for QEMU guests. Use one of qemu:///system, qemu:///session, qemu+ssh://user@host/system, qemu+tls://host/system and qemu+tcp://host/system."`,
        );
        expect(wordsOf(() => readUri("qemu:///nowhere"))).toMatchInlineSnapshot(
            `"unsupported-uri: connect to "qemu:///nowhere": the path is "/nowhere", not /system or /session. Use one of qemu:///system, qemu:///session, qemu+ssh://user@host/system, qemu+tls://host/system and qemu+tcp://host/system."`,
        );
    });
});
