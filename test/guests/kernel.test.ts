import { describe, expect, it } from "vitest";
import { kernelPackages, loadOrder } from "./kernel.mjs";

describe("kernelPackages", () => {
    it.each([
        ["Debian 12's linux-image-amd64", "linux-image-6.1.0-57-amd64 (= 6.1.192-3)", ["linux-image-6.1.0-57-amd64"]],
        [
            "Debian 12's kernel",
            "kmod, linux-base (>= 4.3~), initramfs-tools (>= 0.120+deb8u2) | linux-initramfs-tool",
            [],
        ],
        [
            "Ubuntu 24.04's linux-image-generic",
            "linux-image-6.8.0-31-generic, linux-modules-extra-6.8.0-31-generic, linux-firmware, intel-microcode, amd64-microcode",
            ["linux-image-6.8.0-31-generic", "linux-modules-extra-6.8.0-31-generic"],
        ],
        [
            "Ubuntu 24.04's kernel",
            "kmod, linux-base (>= 4.5ubuntu1~16.04.1), linux-modules-6.8.0-31-generic",
            ["linux-modules-6.8.0-31-generic"],
        ],
    ])("finds the packages of one kernel in what %s depends on", (_, depends, expected) => {
        expect(kernelPackages(depends)).toEqual(expected);
    });
});

describe("loadOrder", () => {
    it.each(["", ".xz", ".zst"])("puts what a module needs before it, in a tree of modules *.ko%s", (suffix) => {
        const table = [
            `kernel/fs/isofs/isofs.ko${suffix}: kernel/drivers/cdrom/cdrom.ko${suffix}`,
            `kernel/drivers/scsi/sr_mod.ko${suffix}: kernel/drivers/scsi/scsi_mod.ko${suffix} kernel/drivers/cdrom/cdrom.ko${suffix}`,
            `kernel/drivers/scsi/scsi_mod.ko${suffix}:`,
            `kernel/drivers/cdrom/cdrom.ko${suffix}:`,
            `kernel/drivers/usb/storage/usb-storage.ko${suffix}: kernel/drivers/scsi/scsi_mod.ko${suffix}`,
            "",
        ].join("\n");
        expect(loadOrder(["sr_mod", "built_in", "isofs", "usb_storage"], table)).toEqual([
            `kernel/drivers/scsi/scsi_mod.ko${suffix}`,
            `kernel/drivers/cdrom/cdrom.ko${suffix}`,
            `kernel/drivers/scsi/sr_mod.ko${suffix}`,
            `kernel/fs/isofs/isofs.ko${suffix}`,
            `kernel/drivers/usb/storage/usb-storage.ko${suffix}`,
        ]);
    });
});
