import { LibvirtError } from "../libvirt/error.ts";
import type { DomainHandle } from "./read.ts";

/**
 * CPU time that a running domain's first CPU has used, in nanoseconds. Undefined if the emulator has no thread for each
 * CPU, because then nobody counts it.
 */
export const bootCpuTime = async ({ client, ref, signal }: DomainHandle): Promise<bigint | undefined> => {
    try {
        const [boot] = await client.domainGetVcpus(ref, 1, { signal });
        return boot?.cpuTime;
    } catch (error) {
        if (error instanceof LibvirtError) return undefined;
        throw error;
    }
};
