import { describe, expect, it } from "vitest";
import { AFFECT_LIVE } from "../../provider/libvirt/flags.ts";
import type { Inputs } from "../../provider/model/inputs.ts";
import { caught, type DomainOptions, emptyCdrom, lifeCycleOn, useTestHost } from "../support/host.ts";
import type { TestDomain } from "../support/test-domain.ts";

describe("a drive that its domain can't take", () => {
    const host = useTestHost();
    const { create } = lifeCycleOn(host);

    const FULL_IDE = ["hda", "hdb", "hdc", "hdd"].map((target) => emptyCdrom(target, "ide")).join("");

    const NIC = "<interface type='user'><model type='virtio'/></interface>";

    /** Plugs in NICs until no port is left. */
    const fillPorts = async (domain: TestDomain): Promise<void> => {
        while (
            await domain.attach(NIC, AFFECT_LIVE).then(
                () => true,
                () => false,
            )
        );
    };

    interface Refused extends DomainOptions {
        readonly what: string;
        readonly runs?: boolean;
        readonly fill?: boolean;
        readonly inputs: Partial<Inputs>;
        readonly code: string;
    }

    it.each<Refused>([
        { what: "ide is full", devices: FULL_IDE, inputs: {}, code: "bus-full" },
        { what: "a target is taken", devices: emptyCdrom("hdb", "ide"), inputs: { target: "hdb" }, code: "bus-full" },
        { what: "no port is left while it runs", machine: "q35", fill: true, inputs: {}, code: "bus-full" },
        { what: "ide is asked for while it runs", runs: true, inputs: { bus: "ide" }, code: "hotplug-unsupported" },
        {
            what: "a NIC is missing",
            inputs: {
                networkData: {
                    links: [{ id: "eth0", type: "phy", ethernet_mac_address: "52:54:00:aa:bb:cc" }],
                    networks: [],
                },
            },
            code: "nic-missing",
        },
    ])(
        "is refused before anything is written: $what",
        async ({ runs = false, fill = false, inputs, code, what: _, ...options }) => {
            const domain = await host().define(options);
            if (runs || fill) await domain.start();
            if (fill) await fillPorts(domain);
            const before = await domain.config();
            expect(await caught(create({ domain: domain.uuid, ...inputs }))).toMatchObject({ code });
            expect(await host().files()).toEqual([]);
            expect(await domain.config()).toEqual(before);
        },
    );
});
