import type { Writable } from "node:stream";
import type { Outlet } from "./duplex.ts";

/**
 * Writes one message after the other, each in separate TLS records. Node would merge waiting messages into common
 * records. libvirtd (seen with 9.0) then misses a message that shares a record with the end of the one before: GnuTLS
 * already has it, while libvirtd waits for the socket to become readable.
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
        if (!this.#isWriting) this.#next();
    }

    #next(): void {
        const message = this.#waiting.shift();
        this.#isWriting = message !== undefined && !this.#output.destroyed;
        if (message === undefined || !this.#isWriting) {
            this.#drained?.();
            return;
        }
        // An error also closes the stream, which reports it.
        this.#output.write(message, () => this.#next());
    }
}
