import type { DomainHandle } from "./read.ts";

/** Waits that end earlier aren't reported. */
const PATIENCE_MS = 1000;

/** Does something that can wait for a domain's guest. A wait that isn't over in a moment is reported, once. */
export const reportingWait = async <T>(
    { ref, tell }: DomainHandle,
    what: string,
    work: () => Promise<T>,
): Promise<T> => {
    const timer = setTimeout(() => tell?.(`domain "${ref.name}": waiting until ${what}`), PATIENCE_MS);
    try {
        return await work();
    } finally {
        clearTimeout(timer);
    }
};
