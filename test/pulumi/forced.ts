import { recordEvents, virsh } from "./host.ts";
import type { Stack } from "./stack.ts";

/** A stack whose program exports the names of its domains as `domains`, with what its host records of them. */
export class ForcedStack {
    public readonly stack: Stack;
    /** The domains of the last `up`, in the order of their declaration. */
    public names: readonly string[] = [];
    readonly #events: Awaited<ReturnType<typeof recordEvents>>;
    #variables: Readonly<Record<string, string>> = {};

    private constructor(stack: Stack, events: Awaited<ReturnType<typeof recordEvents>>) {
        this.stack = stack;
        this.#events = events;
    }

    public static async open(stack: Stack): Promise<ForcedStack> {
        return new ForcedStack(stack, await recordEvents());
    }

    /** The program's variables, with some of them changed from now on. */
    public with(changed: Readonly<Record<string, string>>): this {
        this.#variables = { ...this.#variables, ...changed };
        return this;
    }

    /** @param options More options of `pulumi up`. */
    public async up(changed: Readonly<Record<string, string>> = {}, options: readonly string[] = []): Promise<string> {
        const output = await this.with(changed).succeed("up", "--yes", "--skip-preview", "--diff", ...options);
        this.names = ((await this.stack.outputs())["domains"] ?? "").split(" ");
        return output;
    }

    /** Runs a command of the CLI with the program's variables, and fails unless it succeeds. */
    public succeed(...args: readonly string[]): Promise<string> {
        return this.stack.succeed(args, this.#variables);
    }

    /** Fails if a refresh or a preview shows any change. */
    public async expectQuiet(): Promise<void> {
        await this.stack.refreshNothing(this.#variables);
        await this.stack.previewNothing(this.#variables);
    }

    /** What each domain went through since this was last called. */
    public async lives(): Promise<readonly (readonly string[])[]> {
        const lives: (readonly string[])[] = [];
        for (const name of this.names) lives.push(await this.#events.take(name));
        return lives;
    }

    /** The image in each domain's drive, as its next start uses it; empty without one. */
    public images(): readonly string[] {
        return this.names.map((name) => /\S+\.iso$/m.exec(virsh("domblklist", "--inactive", name))?.[0] ?? "");
    }

    /** The domains that were defined since the start and still exist. */
    public standing(): Promise<readonly string[]> {
        return this.#events.standing();
    }

    public async destroy(): Promise<void> {
        await this.stack.destroy(this.#variables);
    }

    public async close(): Promise<void> {
        await this.#events.stop();
        await this.stack.remove();
    }
}
