import { LibvirtError } from "../../provider/libvirt/error.ts";

/** A refusal as a daemon sends it: of the QEMU driver, with the numbers that libvirt gives it. */
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
