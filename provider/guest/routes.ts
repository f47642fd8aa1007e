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

/** Why one way is closed; `commands` are those that the image forbids. */
interface Closed {
    readonly reason: string;
    readonly commands: readonly string[];
}

const forbid = (commands: readonly string[]): Closed | undefined =>
    commands.length === 0 ? undefined : { reason: `the image forbids ${commands.join(", ")}`, commands };

const closedBy = ({ message, command }: RouteClosed): Closed => ({
    reason: message,
    commands: command === undefined ? [] : [command],
});

/** Neither the files nor the programs of a guest can be reached. */
export class AllClosed extends RouteClosed {
    public override readonly name: string = "AllClosed";
    /** The commands that the image forbids; empty if the guest's system denies them. */
    public readonly commands: readonly string[];

    public constructor(closed: readonly Closed[]) {
        super([...new Set(closed.map(({ reason }) => reason))].join("; "));
        this.commands = closed.flatMap(({ commands }) => commands);
    }
}

/**
 * The ways into a guest during one connection of its agent: files first, then programs. One that turns out to be closed
 * isn't tried again.
 */
export class Routes {
    readonly #agent: Agent;
    readonly #ways: Ways;
    #isKnown = false;
    #files: Closed | undefined;
    #commands: Closed | undefined;

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
                this.#files = closedBy(error);
            }
        }
        if (this.#commands === undefined) {
            try {
                return await askCloudInit(commands);
            } catch (error) {
                if (!(error instanceof RouteClosed)) throw error;
                this.#commands = closedBy(error);
            }
        }
        throw new AllClosed([this.#files, this.#commands]);
    }

    async #learn(): Promise<void> {
        if (this.#isKnown) return;
        const allowed = await askAllowed(this.#agent);
        this.#files = forbid(forbiddenFiles(allowed));
        this.#commands = forbid(forbiddenCommands(allowed));
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
