import { setFlagsFromString } from "node:v8";

/**
 * Keeps the process small. By default V8 enlarges its heap to several times what is in use before it collects garbage,
 * up to 300 MiB for a thousand drives, because it assumes that the machine has nothing else to do. Here the engine, the
 * program and often the guests run beside it. V8 reads both flags at each collection, so a running process can set them.
 */
export const limitMemory = (): void => {
    // The space for new objects keeps its first size; it holds what a few requests need.
    setFlagsFromString("--semi-space-growth-factor=1");
    // The next full collection is due when the heap has doubled; V8's own factor is up to four.
    setFlagsFromString("--heap-growing-percent=100");
};
