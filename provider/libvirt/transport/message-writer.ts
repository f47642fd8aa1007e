import type { Writable } from "node:stream";
import type { Outlet } from "./duplex.ts";

/**
 * Writes one message after the other, each in TLS records of its own. Node would put what waits into common records,
 * and libvirtd (seen with 9.0) sleeps on a message that came in a record with the end of the one before: GnuTLS holds
 * it already, and libvirtd waits for the socket to bring more.
 */
export class MessageWriter implements Outlet {
    readonly #output: Writable;
    readonly #waiting: Buffer[] = [];
    #isWriting = false;
    #drained: (() => void) | undefined;

    public constructor(output: Writable) {
        this.#output = output;
    }

    public get full(): boolean {
        return this.#isWriting;
    }

    public onDrain(drained: () => void): void {
        this.#drained = drained;
    }

    public write(pieces: readonly Uint8Array[]): void {
        this.#waiting.push(Buffer.concat(pieces));
        if (!this.#isWriting) {
            this.#next();
        }
    }

    #next(): void {
        const message = this.#waiting.shift();
        this.#isWriting = message !== undefined && !this.#output.destroyed;
        if (message === undefined || !this.#isWriting) {
            this.#drained?.();
            return;
        }
        // An error ends the stream, which tells everybody.
        this.#output.write(message, () => this.#next());
    }
}
