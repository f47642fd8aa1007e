/** A longer line has nothing in it that this package looks for. */
const MAX_LINE = 2048;

/** What colours and moves a terminal's text (ECMA-48 5.4), and what a serial line adds. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is to be removed.
const STEERING = /\u001b(?:\[[0-?]*[ -/]*[@-~]|[@-_])|[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** Cuts a console's bytes into lines. Keeps one unfinished line at most, and of that its beginning. */
export class Lines {
    readonly #decoder = new TextDecoder();
    readonly #receive: (line: string) => void;
    #rest = "";

    public constructor(receive: (line: string) => void) {
        this.#receive = receive;
    }

    public push(bytes: Uint8Array): void {
        const lines = this.#decoder.decode(bytes, { stream: true }).split("\n");
        const last = lines.pop() ?? "";
        for (const line of lines) {
            this.#append(line);
            this.#receive(this.#rest.replace(STEERING, ""));
            this.#rest = "";
        }
        this.#append(last);
    }

    #append(text: string): void {
        this.#rest += text.slice(0, MAX_LINE - this.#rest.length);
    }
}
