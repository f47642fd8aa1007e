import { ConfigDriveError, type ErrorCode } from "../errors.ts";
import {
    isAccessDenied,
    isHotplugUnsupported,
    isNoSpace,
    isPoolBusy,
    isStateLocked,
    LibvirtError,
} from "../libvirt/error.ts";

interface Advice {
    readonly applies: (error: LibvirtError) => boolean;
    readonly code: ErrorCode;
    readonly advice: string;
}

/** What helps against the refusals that operators meet; the first that applies is given. */
const ADVICE: readonly Advice[] = [
    {
        applies: isNoSpace,
        code: "host-failed",
        advice: "Make room in the pool, or name another pool.",
    },
    {
        applies: isAccessDenied,
        code: "host-failed",
        advice: "Allow the user in libvirt's access rules (polkit), or connect as another one.",
    },
    {
        applies: ({ message }) => /permission denied/i.test(message),
        code: "host-failed",
        advice: "QEMU's user must be able to enter every folder above the pool's volumes, and AppArmor or SELinux must let it read them: use a pool below libvirt's own images folder, or grant access to this one.",
    },
    {
        applies: isHotplugUnsupported,
        code: "hotplug-unsupported",
        advice: 'The running machine has no place for the drive. Shut the domain down and run again, or give the domain a virtio-scsi controller (on q35 also a free pcie-root-port) and set bus to "scsi".',
    },
    {
        applies: isStateLocked,
        code: "timed-out",
        advice: "Another program works on the domain, a migration or a snapshot perhaps. Run again when it is done.",
    },
    {
        applies: isPoolBusy,
        code: "host-failed",
        advice: "Run again when the pool is idle.",
    },
];

const explainLibvirt = (doing: string, error: LibvirtError): ConfigDriveError => {
    const known = ADVICE.find(({ applies }) => applies(error));
    const message = `${doing}: libvirt (${error.procedure}): ${error.message.replace(/\.$/, "")}.`;
    return new ConfigDriveError(known?.code ?? "host-failed", known ? `${message} ${known.advice}` : message, {
        cause: error,
    });
};

/** Puts a failure into the words of this package. */
export const explain = (doing: string, error: unknown): Error => {
    if (error instanceof LibvirtError) return explainLibvirt(doing, error);
    return error instanceof Error ? error : new Error(`${doing}: ${String(error)}`);
};
