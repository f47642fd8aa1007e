import type { DomainHandle } from "../domain/read.ts";
import { type Agent, agentOf } from "./agent.ts";
import { agentCommands } from "./agent-commands.ts";
import { AgentAway, AgentRefusal, RouteClosed } from "./agent-error.ts";
import { agentFiles } from "./agent-files.ts";
import type { Clock } from "./clock.ts";
import { type Eyes, type Glance, NotOffered, unseen } from "./eyes.ts";
import { askHostName, askSystem, judgeHostName } from "./host-name.ts";
import type { Machine } from "./machine.ts";
import { AllClosed, Routes } from "./routes.ts";
import type { Sight } from "./sight.ts";
import type { Wanted } from "./wanted.ts";
import { allClosed, NO_CHANNEL, NO_TRACE, NOT_CONNECTED, notAnswering } from "./words.ts";

type AgentMeans = "agent" | "hostName";

/** Looks by an agent that may be away. */
const glance = async (
    by: AgentMeans,
    { channel }: Machine,
    look: () => Promise<Sight | undefined>,
): Promise<Glance> => {
    if (channel === undefined) throw new NotOffered(NO_CHANNEL);
    if (channel === "disconnected") return unseen(by, NOT_CONNECTED);
    try {
        const sight = await look();
        return sight === undefined ? unseen(by, NO_TRACE) : { sight };
    } catch (error) {
        if (error instanceof AgentAway || error instanceof AgentRefusal) return unseen(by, notAnswering(error.message));
        throw error;
    }
};

const nothing = async (): Promise<void> => undefined;

/** What a guest's image should allow, if it allows too little. */
const explainClosed = async (agent: Agent, closed: AllClosed): Promise<NotOffered> => {
    const system = await askSystem(agent).catch(() => undefined);
    return new NotOffered(allClosed(closed, system), false);
};

/** Sees a first boot by what the guest's agent reads in its files, or by the programs that it runs. */
export const agentEyes = (domain: DomainHandle, { instanceId }: Wanted, clock: Clock): Eyes => {
    const agent = agentOf(domain);
    const ways = { files: agentFiles(agent), commands: agentCommands(agent, domain.signal, clock) };
    const routes = new Routes(agent, ways);
    return {
        by: "agent",
        close: nothing,
        look: async (machine) => {
            if (machine.channel !== "connected") routes.forget();
            try {
                return await glance("agent", machine, () => routes.look(instanceId));
            } catch (error) {
                throw error instanceof AllClosed ? await explainClosed(agent, error) : error;
            }
        },
    };
};

/** Sees by the guest's agent only that the guest has taken its host name from the drive. */
export const hostNameEyes = (domain: DomainHandle, { hostname }: Wanted): Eyes => {
    const agent = agentOf(domain);
    return {
        by: "hostName",
        close: nothing,
        look: async (machine) => {
            try {
                return await glance("hostName", machine, async () => judgeHostName(await askHostName(agent), hostname));
            } catch (error) {
                throw error instanceof RouteClosed ? new NotOffered(`${error.message}.`, false) : error;
            }
        },
    };
};
