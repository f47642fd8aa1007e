import type { Input } from "@pulumi/pulumi";
import type { Bus, DriveDevice, OnChange, StartupPolicy, Timeouts, Verify } from "../../provider/model/inputs.ts";
import type { DeepInput } from "../deep-input.ts";

/** Where the drive goes. */
export interface PlacementArgs {
    /**
     * libvirt's URI of the host, over a unix socket, ssh, TLS or TCP. A change replaces the drive, never the machine.
     *
     * @default the config value `libvirt:uri`, else the environment's `LIBVIRT_DEFAULT_URI`, else "qemu:///system"
     * @example "qemu+ssh://root@kvm1.example.org/system"
     */
    readonly connection?: Input<string> | undefined;
    /**
     * Password for a daemon that asks for one (SASL with SCRAM), of the user in the URI: `qemu+tls://user@host/system`.
     * Secret, whether or not the program marks it. A change updates the state; nothing happens to the drive.
     *
     * @default what libvirt's own `auth.conf` has for the host
     * @example config.requireSecret("libvirtPassword")
     */
    readonly connectionPassword?: Input<string> | undefined;
    /**
     * UUID or name of the domain that gets the drive. A change replaces the drive, never the machine.
     *
     * @default none: the drive is a volume only, for `cloudinit` of `libvirt.Domain`
     * @example vm.id
     */
    readonly domain?: Input<string> | undefined;
    /**
     * Storage pool that holds the image.
     *
     * @default "default"
     */
    readonly pool?: Input<string> | undefined;
    /**
     * Start of the volume's name, which goes on with a dash, twelve hex digits of the image's digest and an ending such
     * as `.iso`. Letters, digits and `_ . + -`, at most 200 of them, with a letter, a digit or `_` first.
     *
     * @default the resource's name, a dash and six hex digits made of project, stack, name and the types of the parents,
     * so that two stacks or components on one host never share a volume. A drive keeps it when the resource is renamed
     * or given another parent with its old name or parent in `aliases`, and when its stack is renamed.
     */
    readonly volumePrefix?: Input<string> | undefined;
    /**
     * What the drive is in the domain: a `cdrom`, whose medium can be changed, or a read-only `disk`, which is unplugged
     * and plugged in again for new content. Either takes either format, but Linux can't mount `vfat` in a cdrom.
     *
     * @default "disk" for the format `vfat`, else "cdrom": as Nova attaches them
     */
    readonly device?: Input<DriveDevice> | undefined;
    /**
     * Bus of the drive: `ide`, `sata`, `scsi` or `usb` for a cdrom, `virtio`, `scsi` or `usb` for a disk.
     *
     * @default "auto": virtio for a disk; for a cdrom what fits the domain's machine type and architecture
     */
    readonly bus?: Input<Bus> | undefined;
    /**
     * Target of the drive in the domain: `hda` to `hdd` on an ide bus, `vd` and one or two letters on virtio, else `sd`
     * and one or two letters.
     *
     * @default the first free one
     * @example "sdb"
     */
    readonly target?: Input<string> | undefined;
    /**
     * What libvirt does at a start of the domain when the image is gone: `mandatory` refuses, `requisite` refuses but
     * not where a machine arrives by migration or restore (cdroms only), `optional` starts without it.
     *
     * @default "optional"
     */
    readonly startupPolicy?: Input<StartupPolicy> | undefined;
    /**
     * Keeps the drive empty: a cdrom without a medium, or no disk. The image stays in its pool, and comes back with
     * `false`. For guests that have done their first boot, so that what was secret on the drive isn't in them any more.
     *
     * @default false
     */
    readonly ejected?: Input<boolean> | undefined;
    /**
     * When a running domain gets a new drive or new content: `swap` at once, `nextBoot` with its next start, until
     * which the machine that runs stays as it is. A domain that is off has it at once either way.
     *
     * @default "swap"
     */
    readonly onChange?: Input<OnChange> | undefined;
    /**
     * Takes over the config drive that the domain has already, whoever made it, instead of refusing to add a second
     * one. It stays on its target and gets this drive's image; the volume of an earlier `ConfigDrive` goes, any other
     * file stays where it is.
     *
     * @default false
     */
    readonly adopt?: Input<boolean> | undefined;
    /**
     * Starts the domain once the drive is in. Declare the domain with `running: false` and `ignoreChanges: ["running"]`,
     * so that its first boot has the drive.
     *
     * @default false
     */
    readonly startDomain?: Input<boolean> | undefined;
    /**
     * What `pulumi refresh` compares of the volume: its `size`, or its `content` too, which it downloads for that. An
     * update always compares the content.
     *
     * @default "size"
     */
    readonly verify?: Input<Verify> | undefined;
    /**
     * How long each operation may take, in seconds, at most a day.
     *
     * @default 300 each
     * @example { create: 900 }
     */
    readonly timeouts?: DeepInput<Timeouts> | undefined;
}
