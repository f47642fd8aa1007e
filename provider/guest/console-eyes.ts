import type { LibvirtClient } from "../libvirt/client.ts";
import { isConsoleTaken, isNoTerminal, isOperationInvalid, LostConnectionError } from "../libvirt/error.ts";
import { domainOpenConsole } from "../libvirt/guest-calls.ts";
import { unlessAborted } from "../libvirt/unless-aborted.ts";
import { oneLine } from "../text/one-line.ts";
import { type ConsoleState, readLine, SILENT, sightOf } from "./console-lines.ts";
import { type Eyes, NotOffered, unseen } from "./eyes.ts";
import { Lines } from "./lines.ts";
import type { GuestHandle } from "./wanted.ts";
import { CONSOLE_TAKEN, NO_LINE, NO_TERMINAL } from "./words.ts";

/** A guest may be silent for as long as anybody waits: the longest time that a timer can measure. */
const SILENCE_MS = 2 ** 31 - 1;

/** A guest may write as much as it likes: nothing is kept of it but what was recognised. */
const MAX_BYTES = Number.MAX_SAFE_INTEGER;

/** How often in a row the console may be lost before that is an error. A host may restart its daemon once. */
const MAX_LOSSES = 2;

/** A console that is being read, and how that ended. */
class Reading {
    readonly client: LibvirtClient;
    #end: { readonly error: unknown } | undefined;

    public constructor(client: LibvirtClient, guest: GuestHandle, receive: (line: string) => void) {
        this.client = client;
        const lines = new Lines(receive);
        const options = { signal: guest.signal, timeoutMs: SILENCE_MS };
        domainOpenConsole(client, guest.ref, { receive: (data) => lines.push(data), maximum: MAX_BYTES }, options).then(
            () => {
                this.#end = { error: undefined };
            },
            (error: unknown) => {
                this.#end = { error };
            },
        );
    }

    public get end(): { readonly error: unknown } | undefined {
        return this.#end;
    }
}

const isLost = (error: unknown): boolean => error instanceof LostConnectionError && error.code === "connect-failed";

/**
 * Sees a first boot by the lines on the machine's first console, from now on. What the console showed before can't be
 * read. libvirt lets one reader in; throwing out another isn't ours to do.
 */
class ConsoleEyes implements Eyes {
    public readonly by = "console";
    readonly #guest: GuestHandle;
    #reading: Reading | undefined;
    #state: ConsoleState = SILENT;
    #losses = 0;

    public constructor(guest: GuestHandle) {
        this.#guest = guest;
    }

    public async look({ hasTerminal }: { readonly hasTerminal: boolean }): ReturnType<Eyes["look"]> {
        if (!hasTerminal) throw new NotOffered(NO_TERMINAL);
        const end = this.#reading?.end;
        if (end !== undefined) await this.#ended(end.error);
        this.#reading ??= new Reading(await this.#connect(), this.#guest, (line) => {
            this.#losses = 0;
            this.#state = readLine(this.#state, line);
        });
        const sight = sightOf(this.#state);
        return sight.phase === "unseen" ? unseen("console", NO_LINE) : { sight };
    }

    public async close(): Promise<void> {
        await this.#reading?.client.close();
        this.#reading = undefined;
    }

    async #connect(): Promise<LibvirtClient> {
        const { connectAnew, signal } = this.#guest;
        const connecting = connectAnew();
        try {
            return await unlessAborted(connecting, signal);
        } catch (error) {
            connecting.then(
                (late) => late.close(),
                () => undefined,
            );
            signal.throwIfAborted();
            const why = error instanceof Error ? oneLine(error.message) : "";
            throw new NotOffered(`the console needs another connection to the host. ${why}`);
        }
    }

    /** The machine stopped, the connection broke, or libvirt refused. The next look opens the console again. */
    async #ended(error: unknown): Promise<void> {
        await this.close();
        if (isConsoleTaken(error)) throw new NotOffered(CONSOLE_TAKEN);
        if (isNoTerminal(error)) throw new NotOffered(NO_TERMINAL);
        if (error === undefined || isOperationInvalid(error)) return;
        this.#losses += 1;
        if (!isLost(error) || this.#losses >= MAX_LOSSES) throw error;
    }
}

/** Sees a first boot by the machine's console. */
export const consoleEyes = (guest: GuestHandle): Eyes => new ConsoleEyes(guest);
