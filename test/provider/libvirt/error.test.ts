import { describe, expect, it } from "vitest";
import * as errors from "../../../provider/libvirt/error.ts";
import { refusalOf } from "../../support/libvirt-error.ts";

const libvirtError = (code: number, message: string, int1?: number): errors.LibvirtError =>
    refusalOf("procedure", code, message, int1);

const hotplugError = (code: number, message: string): errors.LibvirtError =>
    new errors.HotplugError(libvirtError(code, message));

/** Texts as libvirt 9.0.0 with QEMU 7.2 gives them, and every predicate that is to be true of them. */
const CASES: readonly (readonly [error: errors.LibvirtError, ...predicates: (keyof typeof errors)[]])[] = [
    [libvirtError(42, "Domain not found: no domain with matching name 'nope'"), "isNoDomain"],
    [libvirtError(29, "operation forbidden: read only access prevents virStoragePoolCreate"), "isReadOnly"],
    [libvirtError(49, "Storage pool not found: no storage pool with matching name 'nope'"), "isNoStoragePool"],
    [libvirtError(72, "Domain snapshot not found: no domain snapshot with matching name 'a'"), "isNoDomainSnapshot"],
    [libvirtError(50, "Storage volume not found: no storage vol with matching name 'nope'"), "isNoStorageVolume"],
    [libvirtError(90, "storage volume 'a.iso' exists already"), "isVolumeExists"],
    [
        libvirtError(55, "Requested operation is not valid: volume target path '/p/a.iso' already exists"),
        "isVolumeExists",
        "isOperationInvalid",
        "isAgentAway",
    ],
    [libvirtError(38, "Failed to create file '/p/a.iso': File exists", 17), "isVolumeExists"],
    [libvirtError(1, "internal error: Volume path '/p/a.iso' is a FIFO"), "isNoLongerFile"],
    [libvirtError(1, "internal error: Volume path '/p/a.iso' is a socket"), "isNoLongerFile"],
    [libvirtError(1, "internal error: unexpected storage mode for '/p/a.iso'"), "isNoLongerFile"],
    [libvirtError(38, "cannot open volume '/p/a.iso': No such file or directory", 2), "isNoLongerFile"],
    [libvirtError(38, "cannot open volume '/p/a.iso': Too many levels of symbolic links", 40), "isNoLongerFile"],
    [libvirtError(38, "cannot open volume '/p/a.iso': Permission denied", 13)],
    [libvirtError(99, "device not found: no target device sdb"), "isDeviceMissing"],
    [libvirtError(8, "invalid argument: target sdx doesn't exist."), "isDeviceMissing", "isInvalidArgument"],
    [libvirtError(8, "invalid argument: invalid path: sdx"), "isInvalidArgument"],
    [libvirtError(1, "internal error: disk 'sdx' not found"), "isDeviceMissing"],
    [
        libvirtError(
            1,
            "internal error: unable to execute QEMU command 'device_del': Device a is already in the process of unplug",
        ),
        "isUnplugPending",
    ],
    [libvirtError(1, "internal error: no device found with alias ua-nope"), "isDeviceMissing"],
    [
        libvirtError(
            1,
            "internal error: unable to execute QEMU command 'blockdev-remove-medium': Tray of device 'scsi0-0-0-1' is not open",
        ),
        "isTrayNotOpen",
    ],
    [
        libvirtError(
            1,
            "internal error: unable to execute QEMU command 'blockdev-insert-medium': Tray of the device is not open",
        ),
        "isTrayNotOpen",
    ],
    [
        libvirtError(
            1,
            "internal error: unable to execute QEMU command 'blockdev-remove-medium': Device '/machine/peripheral/usb-disk2/legacy[0]' is not removable",
        ),
        "isMediumNotRemovable",
    ],
    [libvirtError(9, "operation failed: timed out waiting to open tray of 'sdb'"), "isTrayLocked"],
    [
        libvirtError(55, "Requested operation is not valid: target hda already exists"),
        "isOperationInvalid",
        "isAgentAway",
    ],
    [libvirtError(27, "XML error: target 'vdb' duplicated for disk sources '/a' and '/b'")],
    [libvirtError(1, "internal error: pool 'g-st' has asynchronous jobs running."), "isPoolBusy"],
    [
        libvirtError(55, "Requested operation is not valid: volume 'a.iso' is still being allocated."),
        "isVolumeBusy",
        "isOperationInvalid",
        "isAgentAway",
    ],
    [libvirtError(68, "Timed out during operation: cannot acquire state change lock"), "isStateLocked", "isAgentAway"],
    [libvirtError(55, "Requested operation is not valid: domain is not running"), "isOperationInvalid", "isAgentAway"],
    [
        libvirtError(55, "Requested operation is not valid: storage pool 'p' is not active"),
        "isPoolInactive",
        "isOperationInvalid",
        "isAgentAway",
    ],
    [
        hotplugError(
            1,
            "internal error: unable to execute QEMU command 'device_add': Bus 'ide.0' does not support hotplugging",
        ),
        "isHotplugUnsupported",
    ],
    [
        hotplugError(1, "internal error: Could not find sata controller with index 0 required for device"),
        "isHotplugUnsupported",
    ],
    [hotplugError(1, "internal error: No more available PCI slots"), "isHotplugUnsupported"],
    [hotplugError(84, "Operation not supported: disk device type 'cdrom' cannot be detached"), "isHotplugUnsupported"],
    [
        hotplugError(67, "unsupported configuration: disk type of 'vdz' does not support ejectable media"),
        "isHotplugUnsupported",
    ],
    [hotplugError(1, "internal error: something else")],
    [libvirtError(1, "internal error: No more available PCI slots")],
    [
        libvirtError(
            67,
            "unsupported configuration: Device configuration is not compatible: Domain has no USB bus support",
        ),
    ],
    [libvirtError(84, "Operation not supported: something else")],
    [libvirtError(38, "Cannot access storage file '/a': No such file or directory", 2)],
    [libvirtError(38, "cannot write to stream: No space left on device", 28), "isNoSpace"],
    [libvirtError(88, "access denied"), "isAccessDenied"],
    [libvirtError(45, "authentication failed: access denied by policy"), "isAuthenticationFailed"],
    [libvirtError(94, "authentication unavailable: no polkit agent available"), "isAuthenticationFailed"],
    [
        libvirtError(3, "this function is not supported by the connection driver: virStorageVolUpload"),
        "isUnsupportedCall",
    ],
    [libvirtError(86, "Guest agent is not responding: QEMU guest agent is not connected"), "isAgentAway"],
    // libvirt 11.2 and later.
    [libvirtError(112, "guest agent command timed out: Timeout"), "isAgentAway"],
    [
        libvirtError(113, "guest agent command failed: unable to execute QEMU agent command 'guest-exec': no"),
        "isAgentRefusal",
    ],
    [libvirtError(1, "internal error: unable to execute QEMU agent command 'guest-exec': no"), "isAgentRefusal"],
    [libvirtError(74, "argument unsupported: QEMU guest agent is not configured"), "isAgentMissing"],
    [libvirtError(9, "operation failed: Active console session exists for this domain"), "isConsoleTaken"],
    [
        libvirtError(
            9,
            "operation failed: Requested device '/dev/pts/0' is locked by lock file '/var/lock/LCK.._pts_0' held by process 802",
        ),
        "isConsoleTaken",
    ],
    [libvirtError(1, "internal error: character device serial0 is not using a PTY"), "isNoTerminal"],
    [libvirtError(1, "internal error: cannot find character device <null>"), "isNoTerminal"],
    [libvirtError(1, "internal error: something else")],
    [libvirtError(38, "Cannot open log file", 13)],
];

const predicates = Object.entries(errors).flatMap(([name, value]) =>
    name.startsWith("is") && typeof value === "function" ? [[name, value] as const] : [],
);

describe("predicates", () => {
    it.each(CASES)("%s", (error, ...expected) => {
        const holding = predicates.filter(([, holds]) => (holds as (error: unknown) => boolean)(error));
        expect(holding.map(([name]) => name).sort()).toEqual([...expected].sort());
    });

    it("are all shown above", () => {
        const shown = new Set(CASES.flatMap(([, ...names]) => names));
        expect(predicates.map(([name]) => name).filter((name) => !shown.has(name as keyof typeof errors))).toEqual([]);
    });

    it("are false of anything that is no LibvirtError", () => {
        const lookalike = Object.assign(new Error("Domain not found"), { code: 42 });
        expect(predicates.filter(([, holds]) => (holds as (error: unknown) => boolean)(lookalike))).toEqual([]);
    });
});
