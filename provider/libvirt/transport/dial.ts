import type { Address } from "./address.ts";
import { dialSsh } from "./ssh.ts";
import { dialTcp } from "./tcp.ts";
import { dialTls } from "./tls.ts";
import type { Transport } from "./transport.ts";
import { dialUnix } from "./unix.ts";

/**
 * Opens the link. Rejects with a `LinkError`, which says what happened and what to do, or with the signal's reason. An
 * ssh that can't connect fails later, when the first answer is awaited.
 */
export const dial = (address: Address, signal: AbortSignal): Promise<Transport> => {
    switch (address.kind) {
        case "unix":
            return dialUnix(address, signal);
        case "tcp":
            return dialTcp(address, signal);
        case "tls":
            return dialTls(address, signal);
        case "ssh":
            return dialSsh(address, signal);
    }
};
