/** A device that Nova lists in `meta_data.json`. */
export type Device = NicDevice | DiskDevice | ShareDevice;

/** Bus of a device, by OpenStack's names. */
export type DeviceBus = "pci" | "usb" | "scsi" | "ide" | "xen" | "none";

interface DeviceBase {
    /** Bus that the device is on. */
    readonly bus?: DeviceBus | undefined;
    /** Address on the bus, e.g. `0000:00:03.0`. */
    readonly address?: string | undefined;
    /** Tags by which programs in the guest find the device. */
    readonly tags?: readonly string[] | undefined;
}

/** A NIC that programs in the guest find by tag or MAC. */
export interface NicDevice extends DeviceBase {
    /** Kind of device. */
    readonly type: "nic";
    /** MAC of the NIC. */
    readonly mac: string;
    /** Number of the VLAN that the host puts the NIC in. @integer */
    readonly vlan?: number | undefined;
    /** Whether the host trusts the guest to change the settings of this virtual function. */
    readonly vf_trusted?: boolean | undefined;
}

/** A disk that programs in the guest find by tag. */
export interface DiskDevice extends DeviceBase {
    /** Kind of device. */
    readonly type: "disk";
    /** Serial number of the disk. */
    readonly serial?: string | undefined;
    /** Path of the disk in the guest, e.g. `/dev/vdb`. */
    readonly path?: string | undefined;
}

/** A shared directory that the guest can mount by its tag. */
export interface ShareDevice extends DeviceBase {
    /** Kind of device. */
    readonly type: "share";
    /** UUID of the share. */
    readonly share_id: string;
    /** Tag by which the guest mounts the directory. */
    readonly tag: string;
}
