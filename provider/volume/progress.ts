import type { VolumeRef } from "../libvirt/client.ts";
import type { HostHandle } from "./host.ts";

/** Uploads that take less aren't reported; longer ones once in this time. */
const EVERY_MS = 5000;

const MIB = 1024 * 1024;

const inMib = (bytes: number): string => Math.floor(bytes / MIB).toLocaleString("en");

/** Reports how far an upload has come while it is at work: a line every few seconds. */
export const withProgress = async <T>(
    { tell }: HostHandle,
    { name, pool }: VolumeRef,
    { length, passed }: { readonly length: number; readonly passed: () => number },
    work: () => Promise<T>,
): Promise<T> => {
    const report = (): void => tell?.(`uploading ${name} to pool ${pool}: ${inMib(passed())} of ${inMib(length)} MiB`);
    const timer = setInterval(report, EVERY_MS);
    try {
        return await work();
    } finally {
        clearInterval(timer);
    }
};
