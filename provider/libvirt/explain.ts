import { ConfigDriveError, type ErrorCode } from "../text/errors.ts";
import {
    isAccessDenied,
    isHotplugUnsupported,
    isNoSpace,
    isPoolBusy,
    isStateLocked,
    isVolumeBusy,
    LibvirtError,
} from "./error.ts";

interface Advice {
    readonly applies: (error: LibvirtError) => boolean;
    readonly code: ErrorCode;
    readonly advice: string;
}

const isPermissionDenied = (message: string): boolean => /permission denied/i.test(message);

/** QEMU's or libvirt's words for an image; a terminal, for instance, is created. */
const isOfFile = (message: string): boolean => /could not open|cannot access|failed to open/i.test(message);

/** Whether libvirtd itself carries out a procedure on a pool's files; QEMU opens them for domains. */
const isOfStorage = (procedure: string): boolean => /^storage(Pool|Vol)/.test(procedure);

/** Advice on the refusals that operators meet; the first match is used. */
const ADVICE: readonly Advice[] = [
    {
        applies: isNoSpace,
        code: "host-failed",
        advice: "Free some space in the pool, or use another pool.",
    },
    {
        applies: isAccessDenied,
        code: "host-failed",
        advice: "Allow this user in libvirt's access rules (polkit), or connect as another user.",
    },
    {
        applies: ({ message, procedure }) => isPermissionDenied(message) && isOfStorage(procedure),
        code: "host-failed",
        advice: "libvirtd isn't allowed to work in the pool's directory. Check the mode and owner of that directory and, if it is an NFS export, whether the server squashes root.",
    },
    {
        applies: ({ message }) => isPermissionDenied(message) && isOfFile(message),
        code: "host-failed",
        advice: "QEMU's user (libvirt-qemu or qemu) must be able to enter every directory above the volume (chmod a+x), and AppArmor or SELinux must let it read the file. A pool below /var/lib/libvirt/images meets both conditions.",
    },
    {
        applies: ({ message, procedure }) =>
            procedure === "storageVolDelete" && /: (Not a directory|Directory not empty)$/.test(message),
        code: "volume-conflict",
        advice: "A directory, or a link to one, is at the volume's path. Remove it on the host, and run again.",
    },
    {
        applies: isHotplugUnsupported,
        code: "hotplug-unsupported",
        advice: 'The running machine has no free slot or controller for the drive. Shut the domain down and run again, or add a virtio-scsi controller to the domain (on q35 also a free pcie-root-port) and set bus to "scsi".',
    },
    {
        applies: isStateLocked,
        code: "timed-out",
        advice: "Another program is working on the domain, e.g. a migration or a snapshot. Run again when it has finished.",
    },
    {
        applies: isPoolBusy,
        code: "host-failed",
        advice: "Run again when the pool is idle.",
    },
    {
        applies: isVolumeBusy,
        code: "host-failed",
        advice: "Another program, or an earlier run that was interrupted, still works on the volume. Run again in a minute.",
    },
];

const explainLibvirt = (doing: string, error: LibvirtError): ConfigDriveError => {
    const known = ADVICE.find(({ applies }) => applies(error));
    const message = `${doing}: libvirt (${error.procedure}): ${error.message.replace(/\.$/, "")}.`;
    return new ConfigDriveError(known?.code ?? "host-failed", known ? `${message} ${known.advice}` : message, {
        cause: error,
    });
};

/** Adds the failed operation to a failure and, for a refusal by libvirt, the advice. */
export const explain = (doing: string, error: unknown): Error => {
    if (error instanceof LibvirtError) return explainLibvirt(doing, error);
    return error instanceof Error ? error : new Error(`${doing}: ${String(error)}`);
};
