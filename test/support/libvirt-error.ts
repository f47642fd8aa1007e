import { LibvirtError } from "../../provider/libvirt/error.ts";

/** A refusal of the QEMU driver as a daemon sends it, with libvirt's numbers. */
export const refusalOf = (procedure: string, code: number, message: string, int1 = -1): LibvirtError =>
    new LibvirtError(procedure, {
        code,
        domain: 10,
        message,
        level: 2,
        str1: "%s",
        str2: message,
        str3: undefined,
        int1,
        int2: -1,
    });

const is = (error: unknown, code: number, text: RegExp): boolean =>
    error instanceof LibvirtError && error.code === code && text.test(error.message);

/** The target (`sda`) is taken: code 55 for a cdrom in the definition, 27 for a disk. */
export const isTargetExists = (error: unknown): boolean =>
    is(error, 55, /target \S+ already exists/) || is(error, 27, /target '.*' duplicated/);

/** The domain does not run, but the call is for running ones. */
export const isDomainNotRunning = (error: unknown): boolean => is(error, 55, /domain is not running/);
