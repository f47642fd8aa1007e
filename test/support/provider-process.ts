import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { CheckedInputs, State } from "../../provider/model/state.ts";

/** A request to the provider. */
export interface ProviderRequest {
    readonly verb: "create" | "update" | "delete";
    readonly state?: State;
    readonly news?: CheckedInputs;
}

/** The result: the outputs, or the error with what the engine would keep. */
export type ProviderAnswer = { readonly outs: unknown } | { readonly message: string; readonly properties: unknown };

/** How requests ended: an answer for each, or none of them. */
export type ProviderOutcome = readonly ProviderAnswer[] | { readonly killed: NodeJS.Signals | null };

/** A process that handles the engine's requests to a provider, and can be killed at any moment. */
export class ProviderProcess {
    readonly #child: ChildProcess;
    readonly #ended: Promise<NodeJS.Signals | null>;

    public constructor() {
        const execArgv = ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", "--disable-warning=ExperimentalWarning"];
        this.#child = fork(join(import.meta.dirname, "provider-child.ts"), {
            execArgv,
            stdio: ["ignore", "ignore", "inherit", "ipc"],
        });
        this.#ended = new Promise((resolve) => this.#child.once("exit", (_, signal) => resolve(signal)));
    }

    /** The outcome; also if the process ended before it could answer. */
    public async run(...requests: readonly ProviderRequest[]): Promise<ProviderOutcome> {
        const answered = new Promise<ProviderAnswer[]>((resolve) => this.#child.once("message", resolve));
        this.#child.send(requests);
        return await Promise.race([answered, this.#ended.then((killed) => ({ killed }))]);
    }

    /** Kills it, and waits until it is dead. */
    public async kill(): Promise<void> {
        this.#child.kill("SIGKILL");
        await this.#ended;
    }
}
