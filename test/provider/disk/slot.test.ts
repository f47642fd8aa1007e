import { describe, expect, it } from "vitest";
import { chooseBus, chooseController, chooseTarget, chooseUnit, isHotPluggable } from "../../../provider/disk/slot.ts";
import { readDefinition } from "../../../provider/domain/definition.ts";
import { controller, disk, domainXml } from "../domain/machines.ts";

const domain = (devices = "", machine?: { arch?: string; machine?: string }) =>
    readDefinition(domainXml(devices, machine));

describe("chooseBus", () => {
    it.each([
        ["x86_64", "pc-i440fx-7.2", "ide"],
        ["x86_64", "pc", "ide"],
        ["i686", "pc-i440fx-7.2", "ide"],
        ["x86_64", "pc-q35-7.2", "sata"],
        ["x86_64", "q35", "sata"],
        ["aarch64", "virt-7.2", "scsi"],
        ["riscv64", "virt", "scsi"],
        ["ppc64le", "pseries-7.2", "scsi"],
        ["s390x", "s390-ccw-virtio-7.2", "scsi"],
    ])("of %s %s is %s while it is off, scsi while it runs", (arch, machine, bus) => {
        expect(chooseBus(domain("", { arch, machine }), "cdrom", "auto", false)).toBe(bus);
        expect(chooseBus(domain("", { arch, machine }), "cdrom", "auto", true)).toBe("scsi");
    });

    it.each(["pc", "q35"])("of a disk in a %s is virtio", (machine) => {
        expect(chooseBus(domain("", { machine }), "disk", "auto", false)).toBe("virtio");
        expect(chooseBus(domain("", { machine }), "disk", "auto", true)).toBe("virtio");
        expect(isHotPluggable("virtio")).toBe(true);
    });

    it("is the declared one", () => {
        for (const bus of ["ide", "sata", "scsi", "usb"] as const)
            expect(chooseBus(domain(), "cdrom", bus, false)).toBe(bus);
        for (const bus of ["scsi", "usb"] as const) expect(chooseBus(domain(), "cdrom", bus, true)).toBe(bus);
    });

    it.each([
        ["x86_64", "pc-q35-7.2"],
        ["aarch64", "virt-7.2"],
        ["s390x", "s390-ccw-virtio-7.2"],
    ])("refuses ide if the machine has none, off or running: %s %s", (arch, machine) => {
        for (const running of [false, true]) {
            expect(() => chooseBus(domain("", { arch, machine }), "cdrom", "ide", running)).toThrow(
                `attach config drive to domain "web": its machine type, ${machine}, has no ide bus. Omit bus, or set it to "scsi".`,
            );
        }
    });

    it.each([
        ["mips64el", "malta"],
        ["sparc64", "sun4u"],
        ["ppc", "g3beige"],
    ])("accepts ide if another architecture's machine has it: %s %s", (arch, machine) => {
        expect(chooseBus(domain("", { arch, machine }), "cdrom", "ide", false)).toBe("ide");
    });

    it.each(["ide", "sata"] as const)("refuses %s for a domain that runs", (bus) => {
        expect(() => chooseBus(domain(), "cdrom", bus, true)).toThrow(
            `attach config drive to domain "web": it is running, and ${bus} doesn't support hot-plug. ` +
                'Shut the domain down first, or omit bus (a running domain then gets "scsi").',
        );
        expect(isHotPluggable(bus)).toBe(false);
    });
});

describe("chooseTarget", () => {
    const upTo = (count: number) =>
        Array.from({ length: count }, (_, index) => {
            const letter = String.fromCharCode(97 + (index % 26));
            return disk(index < 26 ? `sd${letter}` : `sda${letter}`, "scsi");
        }).join("");

    it.each([
        ["ide", "", "hda"],
        ["ide", disk("hda", "ide") + disk("hdc", "ide"), "hdb"],
        ["sata", disk("vda", "virtio"), "sda"],
        ["scsi", disk("sda", "sata"), "sdb"],
        ["usb", disk("sdb", "usb") + disk("sda", "scsi"), "sdc"],
        ["virtio", disk("vda", "virtio") + disk("sda", "scsi"), "vdb"],
        ["scsi", upTo(25), "sdz"],
        ["scsi", upTo(26), "sdaa"],
        ["scsi", upTo(27), "sdab"],
    ])("on %s is the first that is free", (bus, devices, target) => {
        expect(chooseTarget([domain(devices)], bus)).toBe(target);
    });

    it("is free in both definitions", () => {
        const definitions = [domain(disk("sda", "scsi")), domain(disk("sdb", "scsi"))];
        expect(chooseTarget(definitions, "scsi")).toBe("sdc");
    });

    it("is the declared one, if it is free", () => {
        expect(chooseTarget([domain(disk("hda", "ide"))], "ide", "hdc")).toBe("hdc");
        expect(() =>
            chooseTarget([domain(), domain(disk("hdc", "ide"))], "ide", "hdc"),
        ).toThrowErrorMatchingInlineSnapshot(
            `[ConfigDriveError: attach config drive to domain "web": target hdc is already used by another disk. Omit target, or set a free one.]`,
        );
    });

    it("is refused if ide is full", () => {
        const full = ["hda", "hdb", "hdc", "hdd"].map((target) => disk(target, "ide")).join("");
        expect(() => chooseTarget([domain(full)], "ide")).toThrowErrorMatchingInlineSnapshot(
            `[ConfigDriveError: attach config drive to domain "web": no free target on bus ide. Set bus to "scsi", or detach a disk that isn't needed.]`,
        );
    });
});

describe("chooseController", () => {
    const choose = (...devices: readonly string[]) => chooseController(devices.map((each) => domain(each)));

    it.each(["virtio-scsi", "virtio-transitional", "virtio-non-transitional"])("uses one of model %s", (model) => {
        expect(choose(controller(0, "lsilogic") + controller(1, model))).toEqual({ index: 1, isNew: false });
    });

    it("adds one after those that don't support hot-plugged cdroms", () => {
        expect(choose("")).toEqual({ index: 0, isNew: true });
        expect(choose(controller(0, "lsilogic"))).toEqual({ index: 1, isNew: true });
        expect(choose(controller(0, "lsilogic"), controller(4, "megasas"))).toEqual({ index: 5, isNew: true });
    });

    it("uses one that only one definition has, unless the other has another at its index", () => {
        expect(choose("", controller(0, "virtio-scsi"))).toEqual({ index: 0, isNew: false });
        expect(choose(controller(0, "lsilogic"), controller(0, "virtio-scsi"))).toEqual({ index: 1, isNew: true });
    });
});

describe("chooseUnit", () => {
    const on = (index: number, unit: number) =>
        disk(`sd${unit}`, "scsi", `<address type='drive' controller='${index}' bus='0' target='0' unit='${unit}'/>`);

    it.each([
        ["", 0],
        [on(0, 0) + on(0, 1), 2],
        [on(0, 1), 0],
        [on(1, 0), 0],
        [[0, 1, 2, 3, 4, 5, 6].map((unit) => on(0, unit)).join(""), 8],
        [disk("sda", "sata", "<address type='drive' controller='0' unit='0'/>"), 0],
    ])("is the first that is free, never the controller's own", (devices, unit) => {
        expect(chooseUnit([domain(), domain(devices)], 0)).toBe(unit);
    });
});
