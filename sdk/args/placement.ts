import type { Input } from "@pulumi/pulumi";
import type { WaitForGuest } from "../../provider/model/guest.ts";
import type {
    Bus,
    Cache,
    DriveDevice,
    OnChange,
    StartupPolicy,
    Timeouts,
    Verify,
} from "../../provider/model/inputs.ts";
import type { DeepInput } from "../deep-input.ts";

/** Where the drive goes. */
export interface PlacementArgs {
    /**
     * libvirt URI of the host, over a unix socket, ssh, TLS or TCP. A change replaces the drive, never the machine.
     *
     * @default the config value `libvirt:uri`, else the environment variable `LIBVIRT_DEFAULT_URI`, else
     * "qemu:///system"
     * @example "qemu+ssh://root@kvm1.example.org/system"
     */
    readonly connection?: Input<string> | undefined;
    /**
     * Password for a daemon that requires one (SASL with SCRAM), for the user in the URI:
     * `qemu+tls://user@host/system`. A secret, even if the program doesn't mark it. A change only updates the state,
     * not the drive.
     *
     * @default the one for the host in libvirt's own `auth.conf`
     * @example config.requireSecret("libvirtPassword")
     */
    readonly connectionPassword?: Input<string> | undefined;
    /**
     * UUID (recommended) or name of the domain that gets the drive: `vm.uuid` of a `libvirt.Domain` of provider 0.9,
     * `vm.id` of one of `@pulumi/libvirt` 0.5. With a name, `uuid` isn't the domain's. A change replaces the drive,
     * never the machine.
     *
     * @default none: the drive is a volume only, for a domain that refers to it
     * @example vm.uuid
     */
    readonly domain?: Input<string> | undefined;
    /**
     * Storage pool that holds the image.
     *
     * @default "default"
     */
    readonly pool?: Input<string> | undefined;
    /**
     * Start of the volume's name. A dash, twelve hex digits of the image's digest and an extension, e.g. `.iso`,
     * follow. At most 200 letters, digits and `_ . + -`; the first is a letter, a digit or `_`.
     *
     * @default the resource's name, a dash and six hex digits derived from project, stack, name and the types of the
     * parents, so stacks and components on one host never share a volume. A drive keeps it if the stack is renamed, and
     * if the resource gets another name or parent with the old one in `aliases`.
     */
    readonly volumePrefix?: Input<string> | undefined;
    /**
     * Keeps the volume's name when the content changes: `volumePrefix` and the extension, without a digest. Only for a
     * drive without `domain`. A domain that refers to the volume then never sees a change. `libvirt.Domain` 0.9 restarts
     * the guest at every change that it sees.
     *
     * New content goes into the same volume. Every running domain of the host that has it in a cdrom gets it at once:
     * the medium is ejected, written and inserted again, and the definitions stay as they are. No guest ever reads a
     * part of an image. The update fails and changes nothing if a guest holds the tray, if a running guest has the
     * volume as a disk or in a cdrom on usb, or if a domain's saved memory expects the old content.
     *
     * No other drive may have the same `volumePrefix` in the pool, and no domain of another host may use the volume. A
     * file of this name that the package didn't write is never replaced. A replacement of the drive is rejected while a
     * domain refers to the volume.
     *
     * @default false
     * @example true
     */
    readonly fixedVolume?: Input<boolean> | undefined;
    /**
     * Kind of device in the domain: a `cdrom`, whose medium can be swapped, or a read-only `disk`, which is unplugged
     * and plugged in again for new content. Both support both formats, but Linux can't mount `vfat` in a cdrom.
     *
     * @default "disk" for the format `vfat`, else "cdrom", as in Nova
     */
    readonly device?: Input<DriveDevice> | undefined;
    /**
     * Bus of the drive: `ide`, `sata`, `scsi` or `usb` for a cdrom, `virtio`, `scsi` or `usb` for a disk.
     *
     * @default "auto": virtio for a disk; for a cdrom scsi if the domain is running, else the bus that fits its machine
     * type and architecture. A drive that the domain already has stays on its bus.
     */
    readonly bus?: Input<Bus> | undefined;
    /**
     * Target of the drive in the domain: `hda` to `hdz` on ide, `vd` and one or two letters on virtio, `sd` and one or
     * two letters on other buses.
     *
     * @default the first free one
     * @example "sdb"
     */
    readonly target?: Input<string> | undefined;
    /**
     * What libvirt does if the image is missing when the domain starts: `mandatory` fails the start, `requisite` fails
     * it except on migration or restore (cdroms only), `optional` starts without the image.
     *
     * @default "optional"
     */
    readonly startupPolicy?: Input<StartupPolicy> | undefined;
    /**
     * Cache mode of the drive, as in libvirt's `<driver cache='…'>`: `none` and `directsync` bypass the host's page
     * cache (O_DIRECT); `writeback`, `writethrough` and `unsafe` use it, and don't differ for a read-only drive.
     * `default` leaves the choice to libvirt.
     *
     * Nova sets `none`. Set it to keep images out of the host's memory, or to have each host read shared storage
     * itself. Live migration doesn't require it, since the drive is read-only.
     *
     * `none` and `directsync` require a pool on a file system with O_DIRECT. `up` checks that before it attaches the
     * drive, by starting a paused machine with only the image for a second, and fails if the file system doesn't
     * support it: ramfs, tmpfs before Linux 6.6, some FUSE and network file systems.
     *
     * While the guest runs, a change unplugs a drive on scsi, usb or virtio and plugs it in again; on ide and sata it
     * takes effect at the next start.
     *
     * @default "default"
     * @example "none"
     */
    readonly cache?: Input<Cache> | undefined;
    /**
     * Empties the drive: the cdrom has no medium, the disk is removed. The image stays in its pool, and `false`
     * attaches it again. For guests that have completed their first boot, so that they no longer have access to the
     * drive's secrets.
     *
     * @default false
     */
    readonly ejected?: Input<boolean> | undefined;
    /**
     * When a running domain gets a change: `swap` now, `nextBoot` at its next start. A domain that is off gets it now.
     *
     * @default "swap"
     */
    readonly onChange?: Input<OnChange> | undefined;
    /**
     * Takes over the domain's existing config drive, no matter which program made it, instead of rejecting a second
     * one. It stays on its target and gets this drive's image. The volume of an earlier `ConfigDrive` is deleted; any
     * other file stays where it is. Remove that `ConfigDrive` from its stack's state (`pulumi state delete URN`), or
     * its next update takes the drive back.
     *
     * @default false
     */
    readonly adopt?: Input<boolean> | undefined;
    /**
     * Starts the machine once the drive is attached: a domain that is off is started, one that was started paused is
     * resumed. An update starts it only if the last run failed to, but resumes it each time that another program
     * started it paused and without the drive. With provider 0.9, declare the domain with `running: true` and
     * `create: { paused: true }`: then its first boot has the drive, and so has the boot after each update of the domain.
     * A machine that somebody paused later stays paused.
     *
     * @default false
     */
    readonly startDomain?: Input<boolean> | undefined;
    /**
     * Waits until the guest has completed its first boot with this drive: `up` fails with the guest's own words if
     * something went wrong in it, and shows each stage while it waits. `true`, or `{ timeout, by, failOn }`.
     *
     * A create waits, and so does an update that makes a new instance (`rerun`) or is the first with `waitForGuest`. A
     * machine that is off, or that ran before the drive came, boots with the drive later: `up` then warns and goes on,
     * and the next `up` that finds it booted records it. After a failure the drive stays, and the next `up` looks again.
     *
     * `by` sets how the first boot is seen:
     *
     * - `agent`: QEMU's guest agent reports the stages and errors of cloud-init, cloudbase-init or Ignition. The domain
     *   needs a channel `org.qemu.guest_agent.0`, and the guest the agent with the right to read files or run commands.
     * - `hostName`: the agent only has to report the drive's host name. It shows that the guest has its metadata, not that
     *   its user data worked. For images that limit their agent, such as those of RHEL.
     * - `console`: cloud-init's final message on the serial console, a pty that nobody else reads.
     * - `drive`: the guest has read the drive, which says nothing about what it did then.
     *
     * `failOn: "degraded"` also fails on recoverable errors and deprecations, which are warnings otherwise.
     *
     * @default false. In an object: `timeout` 900 (seconds, beside `timeouts`), `failOn` "error", `by` the agent if the
     * domain has its channel, otherwise the console, otherwise the drive.
     * @example { timeout: 1800, by: "agent" }
     */
    readonly waitForGuest?: DeepInput<boolean | WaitForGuest> | undefined;
    /**
     * Takes the medium out, of the running machine and of its definition, once the guest has completed its first boot: in
     * the same `up` with `waitForGuest`, otherwise in the first `up` that sees it. The guest can no longer read the
     * drive's secrets; what it copied stays in the guest. Requires the guest agent, or `waitForGuest` by the console. A
     * guest whose first boot failed keeps its drive. A new instance id puts the drive back.
     *
     * @default false
     */
    readonly ejectAfterBoot?: Input<boolean> | undefined;
    /**
     * Whether the image stays in its pool after `ejectAfterBoot`. Without it, the host no longer has the drive's secrets
     * either; `drive` then is "ejected after the first boot, image deleted".
     *
     * @default true
     */
    readonly keepImage?: Input<boolean> | undefined;
    /**
     * Whether `pulumi preview` and `pulumi up` look at the domain if nothing has changed in the program: `up` then
     * restores a drive that another program took away, even in the same run. An update of a `libvirt.Domain` of
     * provider 0.9 always does. It takes two calls for each drive, four while the machine runs. A host that doesn't answer within 5 s causes a
     * warning, and the run doesn't ask it again. Set it to false where the hosts can't be reached in previews.
     *
     * @default true
     */
    readonly detectDrift?: Input<boolean> | undefined;
    /**
     * Any plain values and outputs; if one of them changes, `up` checks the drive and restores it. Unlike `detectDrift`, it is shown in
     * previews before the domain has lost the drive. The state keeps a digest of them, keyed with the drive's `randomSeed`, as a secret.
     *
     * @default none
     * @example [domainArgs]
     */
    readonly triggers?: unknown;
    /**
     * What refresh compares: the volume's `size`, or `content` too, which it downloads. An update always compares the
     * content.
     *
     * @default "size"
     */
    readonly verify?: Input<Verify> | undefined;
    /**
     * Time limit for each operation, in seconds; at most a day.
     *
     * @default 300 each
     * @example { create: 900 }
     */
    readonly timeouts?: DeepInput<Timeouts> | undefined;
}
