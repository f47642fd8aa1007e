import { setTimeout as sleep } from "node:timers/promises";
import { isPoolBusy, isVolumeBusy } from "../libvirt/error.ts";
import type { HostHandle } from "./host.ts";

const ATTEMPTS = 20;
const PAUSE_MS = 250;

/**
 * Makes a call, and repeats it for 5 seconds while libvirt refuses it because another call is at work there: another
 * program's, or one of a run that was killed or lost its connection, which the daemon still carries out.
 */
export const onceIdle = async <T>({ signal }: HostHandle, call: () => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
        try {
            return await call();
        } catch (error) {
            if (attempt === ATTEMPTS || !(isPoolBusy(error) || isVolumeBusy(error))) throw error;
        }
        await sleep(PAUSE_MS, undefined, { signal });
    }
};
