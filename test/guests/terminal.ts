import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A person at a guest's serial console, which is a socket. */
export class Terminal {
    readonly #socket: Socket;
    #unread = "";

    private constructor(socket: Socket) {
        this.#socket = socket;
        socket.setEncoding("utf8").on("data", (text: string) => {
            this.#unread += text;
        });
    }

    public static async open(path: string): Promise<Terminal> {
        const socket = connect(path);
        await once(socket, "connect");
        return new Terminal(socket);
    }

    public type(line: string): void {
        this.#socket.write(`${line}\n`);
    }

    /** Waits until the guest has printed something, and returns all that it printed until then since the last time. */
    public async see(pattern: RegExp, deadlineMs: number): Promise<string> {
        const signal = AbortSignal.timeout(deadlineMs);
        for (;;) {
            const found = pattern.exec(this.#unread);
            if (found) {
                const end = found.index + found[0].length;
                const text = this.#unread.slice(0, end);
                this.#unread = this.#unread.slice(end);
                return text;
            }
            await once(this.#socket, "data", { signal }).catch((error: unknown) => {
                throw new Error(`see ${pattern} on the console: it ends with ${this.#unread.slice(-2000)}`, {
                    cause: error,
                });
            });
        }
    }

    public close(): void {
        this.#socket.destroy();
    }
}
