import type { DomainHandle } from "../domain/read.ts";
import { domainAgentCommand } from "../libvirt/guest-calls.ts";
import { agentFailure, RouteClosed } from "./agent-error.ts";

/** The fields of an answer. A guest can put anything into them. */
export type Answer = Readonly<Record<string, unknown>>;

/** A guest's agent. Ask for one thing at a time: libvirt lets a second command wait for the first. */
export interface Agent {
    /**
     * Has the agent carry out a command.
     *
     * @throws AgentAway, AgentRefusal, RouteClosed, or an error of the host
     */
    readonly ask: (command: string, args?: object) => Promise<Answer>;
    /** Like `ask`, also after the work was cancelled: for what would stay behind in the guest. Waits a moment at most. */
    readonly tidy: (command: string, args: object) => Promise<void>;
}

/** How long the agent may take. libvirt first greets it, which can take as long again, twice. */
const COMMAND_S = 5;

/** Characters of a reply. 64 KiB of a file take 88,000 in base64; the list of commands takes 10,000. */
const MAX_REPLY = 1_500_000;

const TIDY_MS = 1000;

const isRecord = (value: unknown): value is Answer => typeof value === "object" && value !== null;

/** Some commands answer with a bare number, which becomes the field `value`. */
const readReply = (command: string, reply: string | undefined): Answer => {
    const invalid = new RouteClosed(`the agent's reply to ${command} can't be read`);
    if (reply === undefined || reply.length > MAX_REPLY) throw invalid;
    let parsed: unknown;
    try {
        parsed = JSON.parse(reply);
    } catch {
        throw invalid;
    }
    if (!isRecord(parsed) || !("return" in parsed)) throw invalid;
    const value = parsed["return"];
    return isRecord(value) ? value : { value };
};

/** The agent of a running domain. */
export const agentOf = ({ client, ref, signal }: DomainHandle): Agent => {
    const send = async (command: string, args: object | undefined, until: AbortSignal): Promise<Answer> => {
        const json = JSON.stringify({ execute: command, ...(args && { arguments: args }) });
        try {
            const reply = await domainAgentCommand(
                client,
                ref,
                { command: json, seconds: COMMAND_S },
                { signal: until },
            );
            return readReply(command, reply);
        } catch (error) {
            throw agentFailure(command, error);
        }
    };
    return {
        ask: (command, args) => send(command, args, signal),
        tidy: async (command, args) => {
            // The guest may be gone, and then there is nothing to tidy.
            await send(command, args, AbortSignal.timeout(TIDY_MS)).catch(() => undefined);
        },
    };
};
