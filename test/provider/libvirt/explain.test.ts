import { describe, expect, it } from "vitest";
import { HotplugError, type LibvirtError } from "../../../provider/libvirt/error.ts";
import { explain } from "../../../provider/libvirt/explain.ts";
import { ConfigDriveError } from "../../../provider/text/errors.ts";
import { refusalOf } from "../../support/libvirt-error.ts";

const refusal = (code: number, message: string, int1?: number): LibvirtError =>
    refusalOf("domainAttachDeviceFlags", code, message, int1);

const say = (error: unknown) => {
    const explained = explain("create config drive web", error);
    return `${explained instanceof ConfigDriveError ? explained.code : explained.name}: ${explained.message}`;
};

describe("explain", () => {
    it("says what to do when the pool is full", () => {
        expect(say(refusal(38, "cannot write to stream: No space left on device", 28))).toMatchInlineSnapshot(
            `"host-failed: create config drive web: libvirt (domainAttachDeviceFlags): cannot write to stream: No space left on device. Free some space in the pool, or use another pool."`,
        );
    });

    it("says what to do when access rules forbid the call", () => {
        const error = refusal(88, "access denied: 'QEMU' denied access: 'connect.search-storage-pools'");
        expect(say(error)).toMatchInlineSnapshot(
            `"host-failed: create config drive web: libvirt (domainAttachDeviceFlags): access denied: 'QEMU' denied access: 'connect.search-storage-pools'. Allow this user in libvirt's access rules (polkit), or connect as another user."`,
        );
    });

    it("says what to do when QEMU may not read the volume", () => {
        const error = refusal(
            1,
            "internal error: unable to execute QEMU command 'blockdev-add': Could not open '/root/p/a.iso': Permission denied",
        );
        expect(say(error)).toMatchInlineSnapshot(
            `"host-failed: create config drive web: libvirt (domainAttachDeviceFlags): internal error: unable to execute QEMU command 'blockdev-add': Could not open '/root/p/a.iso': Permission denied. QEMU's user (libvirt-qemu or qemu) must be able to enter every directory above the volume (chmod a+x), and AppArmor or SELinux must let it read the file. A pool below /var/lib/libvirt/images meets both conditions."`,
        );
    });

    it("says what to do when libvirtd may not write in a pool", () => {
        const error = refusalOf("storageVolCreateXml", 38, "cannot create path '/nfs/a.iso': Permission denied", 13);
        expect(say(error)).toMatchInlineSnapshot(
            `"host-failed: create config drive web: libvirt (storageVolCreateXml): cannot create path '/nfs/a.iso': Permission denied. libvirtd isn't allowed to work in the pool's directory. Check the mode and owner of that directory and, if it is an NFS export, whether the server squashes root."`,
        );
    });

    it.each([
        "cannot unlink file '/p/a.iso': Not a directory",
        "cannot remove directory '/p/a.iso': Directory not empty",
    ])("says what is in the place of a volume: %s", (message) => {
        expect(say(refusalOf("storageVolDelete", 38, message, 20))).toBe(
            `volume-conflict: create config drive web: libvirt (storageVolDelete): ${message}. A directory, or a link to one, is at the volume's path. Remove it on the host, and run again.`,
        );
    });

    it.each([
        [1, "internal error: No more available PCI slots"],
        [1, "internal error: Could not find ide controller with index 0 required for device"],
        [1, "internal error: unable to execute QEMU command 'device_add': Bus 'pci.0' does not support hotplugging"],
        [84, "Operation not supported: disk device type 'cdrom' cannot be detached"],
        [67, "unsupported configuration: disk type of 'vdz' does not support ejectable media"],
    ])("says where a drive can be plugged in: %i %s", (code, message) => {
        const said = say(new HotplugError(refusal(code, message)));
        expect(said).toContain(
            `hotplug-unsupported: create config drive web: libvirt (domainAttachDeviceFlags): ${message}.`,
        );
        expect(said.slice(said.indexOf(message) + message.length)).toMatchInlineSnapshot(
            `". The running machine has no free slot or controller for the drive. Shut the domain down and run again, or add a virtio-scsi controller to the domain (on q35 also a free pcie-root-port) and set bus to "scsi"."`,
        );
    });

    it("doesn't mention a running machine if a definition or a start was refused with the same number", () => {
        const error = refusal(67, "unsupported configuration: Domain has no USB bus support");
        expect(say(error)).toMatchInlineSnapshot(
            `"host-failed: create config drive web: libvirt (domainAttachDeviceFlags): unsupported configuration: Domain has no USB bus support."`,
        );
    });

    it("says what to do when another program holds the domain", () => {
        const error = refusal(68, "Timed out during operation: cannot acquire state change lock (held by monitor=x)");
        expect(say(error)).toMatchInlineSnapshot(
            `"timed-out: create config drive web: libvirt (domainAttachDeviceFlags): Timed out during operation: cannot acquire state change lock (held by monitor=x). Another program is working on the domain, e.g. a migration or a snapshot. Run again when it has finished."`,
        );
    });

    it("says what to do when the pool is busy", () => {
        expect(say(refusal(1, "internal error: pool 'default' has asynchronous jobs running."))).toMatchInlineSnapshot(
            `"host-failed: create config drive web: libvirt (domainAttachDeviceFlags): internal error: pool 'default' has asynchronous jobs running. Run again when the pool is idle."`,
        );
    });

    it("says what to do when something else works on the volume", () => {
        const error = refusal(55, "Requested operation is not valid: volume 'a.iso' is still in use.");
        expect(say(error)).toMatchInlineSnapshot(
            `"host-failed: create config drive web: libvirt (domainAttachDeviceFlags): Requested operation is not valid: volume 'a.iso' is still in use. Another program, or an earlier run that was interrupted, still works on the volume. Run again in a minute."`,
        );
    });

    it("passes on what it has no advice for, and keeps the cause", () => {
        const error = refusal(9, "operation failed: something new.");
        expect(say(error)).toMatchInlineSnapshot(
            `"host-failed: create config drive web: libvirt (domainAttachDeviceFlags): operation failed: something new."`,
        );
        expect(explain("create", error).cause).toBe(error);
    });

    it("doesn't change errors of this package", () => {
        const error = new ConfigDriveError("bus-full", "attach: no room.");
        expect(explain("create", error)).toBe(error);
        const other = new TypeError("a mistake");
        expect(explain("create", other)).toBe(other);
        expect(explain("create", "text").message).toBe("create: text");
    });
});
