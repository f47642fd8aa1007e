import { describe, expect, it } from "vitest";
import { planSlot, scopeOf, type WantedSlot } from "../../provider/disk/plan.ts";
import { readDefinition } from "../../provider/domain/definition.ts";
import type { DomainState } from "../../provider/domain/read.ts";
import { ConfigDriveError } from "../../provider/errors.ts";
import { readUri } from "../../provider/libvirt/uri/connection-uri.ts";
import { requireNics } from "../../provider/lifecycle/nics.ts";
import { disk, domainXml, MARK } from "./domain/machines.ts";
import { specOf } from "./spec/reading.ts";

/** How a rule is broken. */
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
const off = (devices: string): DomainState => ({ config: part(devices) });
const running: DomainState = { live: part("") };

const plan = (state: DomainState, more: Partial<WantedSlot> = {}): string =>
    wordsOf(() => planSlot(state, { mark: MARK, device: "cdrom", bus: "auto", ...more }));

const nicMissing = (devices: string): string => {
    const links = [{ id: "eth0", type: "phy", ethernet_mac_address: "52:54:00:AA:BB:CC" }];
    return wordsOf(() => requireNics(specOf({ networkData: { links, networks: [] } }), [part(devices)]));
};

describe("the words of a refusal by what a domain is", () => {
    it("say that a bus is full, or a target taken", () => {
        const full = ["hda", "hdb", "hdc", "hdd"].map((target) => disk(target, "ide")).join("");
        expect(plan(off(full))).toMatchInlineSnapshot(
            `"bus-full: attach config drive to domain "web": no free target on bus ide. Set bus to "scsi", or detach a disk that isn't needed."`,
        );
        expect(plan(off(full), { target: "hdb" })).toMatchInlineSnapshot(
            `"bus-full: attach config drive to domain "web": target hdb is taken by another disk. Leave target out, or name a free one."`,
        );
    });

    it("say which bus takes a drive while the machine runs", () => {
        expect(plan(running, { bus: "sata" })).toMatchInlineSnapshot(
            `"hotplug-unsupported: attach config drive to domain "web": it is running, and no drive can be plugged into sata while it runs. Shut the domain down first, or leave bus out (then "scsi" is used for a running domain)."`,
        );
    });

    it("say that a transient domain has no next start", () => {
        expect(wordsOf(() => scopeOf(running, "nextBoot"))).toMatchInlineSnapshot(
            `"domain-transient: attach config drive to domain "web": the domain is transient, so that there is nothing to change for its next start. Leave onChange out, or define the domain."`,
        );
    });

    it("say which NICs the domain has", () => {
        expect(nicMissing("<interface><mac address='52:54:00:00:00:01'/></interface>")).toMatchInlineSnapshot(
            `"nic-missing: networkData.links[0].ethernet_mac_address: domain "web" has no NIC with MAC 52:54:00:aa:bb:cc. It has 52:54:00:00:00:01. The guest would stay without any network: give the domain's interface this MAC, or take the domain's."`,
        );
        expect(nicMissing("")).toMatchInlineSnapshot(
            `"nic-missing: networkData.links[0].ethernet_mac_address: domain "web" has no NIC with MAC 52:54:00:aa:bb:cc. It has no NIC at all. The guest would stay without any network: give the domain's interface this MAC, or take the domain's."`,
        );
    });
});

describe("the words of a refusal by what a URI is", () => {
    it("say what is spoken", () => {
        expect(wordsOf(() => readUri("xen:///system"))).toMatchInlineSnapshot(
            `"unsupported-uri: connect to "xen:///system": only libvirt's own client supports the driver "xen", and config drives are for QEMU guests. Use one of qemu:///system, qemu:///session, qemu+ssh://user@host/system, qemu+tls://host/system, qemu+tcp://host/system and test+unix:///default?socket=/path."`,
        );
        expect(wordsOf(() => readUri("qemu:///nowhere"))).toMatchInlineSnapshot(
            `"unsupported-uri: connect to "qemu:///nowhere": the path is "/nowhere", not /system or /session. Use one of qemu:///system, qemu:///session, qemu+ssh://user@host/system, qemu+tls://host/system, qemu+tcp://host/system and test+unix:///default?socket=/path."`,
        );
    });
});
