import { oneLine } from "../text/one-line.ts";
import type { Agent } from "./agent.ts";
import { AgentRefusal, RouteClosed } from "./agent-error.ts";
import type { Sight } from "./sight.ts";

/** The longest name of a host or a system that a message quotes. */
const MAX_NAME = 253;

const nameIn = (value: unknown): string => (typeof value === "string" ? oneLine(value, MAX_NAME) : "");

/** The guest's host name as its agent reports it. Images that forbid everything else allow this. */
export const askHostName = async (agent: Agent): Promise<string> =>
    nameIn((await agent.ask("guest-get-host-name"))["host-name"]);

/** The guest's system for a message, `Red Hat Enterprise Linux 10.1`; undefined if the agent doesn't say. */
export const askSystem = async (agent: Agent): Promise<string | undefined> => {
    try {
        const { "pretty-name": pretty, name } = await agent.ask("guest-get-osinfo");
        return nameIn(pretty) || nameIn(name) || undefined;
    } catch (error) {
        if (error instanceof RouteClosed || error instanceof AgentRefusal) return undefined;
        throw error;
    }
};

/** The first label, as guests set it; some keep the domain behind it. */
const firstLabel = (name: string): string => name.toLowerCase().split(".", 1)[0] ?? "";

/** Whether a guest has taken its host name from the drive. It says nothing of the rest of the boot. */
export const judgeHostName = (seen: string, wanted: string | undefined): Sight => {
    const isOurs = wanted === undefined ? seen !== "" : firstLabel(seen) === firstLabel(wanted);
    return { by: "hostName", phase: isOurs ? "done" : "running", stages: [] };
};
