import type { Agent } from "./agent.ts";
import { RouteClosed } from "./agent-error.ts";
import { askAllowed, forbiddenCommands, forbiddenFiles } from "./agent-info.ts";
import type { GuestCommands, GuestFiles, Sight } from "./sight.ts";
import { readCloudInit } from "./tools/cloud-init.ts";
import { askCloudInit } from "./tools/cloud-init-status.ts";
import { readCloudbaseInit } from "./tools/cloudbase-init.ts";
import { readIgnition } from "./tools/ignition.ts";

/** The ways into a guest that its agent offers. */
export interface Ways {
    readonly files: GuestFiles;
    readonly commands: GuestCommands;
}

/** Why one way is closed; undefined if the image allows what it needs. */
const forbid = (commands: readonly string[]): string | undefined =>
    commands.length === 0 ? undefined : `the image forbids ${commands.join(", ")}`;

/** Neither the files nor the programs of a guest can be reached. */
export class AllClosed extends RouteClosed {
    public override readonly name: string = "AllClosed";
}

/**
 * The ways into a guest during one connection of its agent: files first, then programs. One that turns out to be closed
 * isn't tried again.
 */
export class Routes {
    readonly #agent: Agent;
    readonly #ways: Ways;
    #isKnown = false;
    #files: string | undefined;
    #commands: string | undefined;

    public constructor(agent: Agent, ways: Ways) {
        this.#agent = agent;
        this.#ways = ways;
    }

    /** The agent was started again, maybe with other settings. */
    public forget(): void {
        this.#isKnown = false;
    }

    /**
     * What the tool of the guest says of this boot; undefined if no tool has left a trace yet.
     *
     * @throws AllClosed, AgentAway, or an error of the host
     */
    public async look(instanceId: string | undefined): Promise<Sight | undefined> {
        await this.#learn();
        const { files, commands } = this.#ways;
        if (this.#files === undefined) {
            try {
                return await readFiles(files, commands, instanceId);
            } catch (error) {
                if (!(error instanceof RouteClosed)) throw error;
                this.#files = error.message;
            }
        }
        if (this.#commands === undefined) {
            try {
                return await askCloudInit(commands);
            } catch (error) {
                if (!(error instanceof RouteClosed)) throw error;
                this.#commands = error.message;
            }
        }
        throw new AllClosed([...new Set([this.#files, this.#commands])].join("; "));
    }

    /** An image that forbids even this question is tried: each command tells itself that it is forbidden. */
    async #learn(): Promise<void> {
        if (this.#isKnown) return;
        try {
            const allowed = await askAllowed(this.#agent);
            this.#files = forbid(forbiddenFiles(allowed));
            this.#commands = forbid(forbiddenCommands(allowed));
        } catch (error) {
            if (!(error instanceof RouteClosed)) throw error;
            const closed = error.command === undefined ? error.message : undefined;
            this.#files = closed;
            this.#commands = closed;
        }
        this.#isKnown = true;
    }
}

const readFiles = async (
    files: GuestFiles,
    commands: GuestCommands,
    instanceId: string | undefined,
): Promise<Sight | undefined> =>
    (await readCloudInit(files)) ??
    (await readIgnition(files)) ??
    (await readCloudbaseInit(files, commands, instanceId));
