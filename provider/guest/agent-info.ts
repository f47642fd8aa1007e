import type { Agent } from "./agent.ts";
import { RouteClosed } from "./agent-error.ts";

/** The commands that a guest's agent carries out. */
export type Allowed = ReadonlySet<string>;

/** More commands than any agent has; QEMU 10 has 51. */
const MAX_COMMANDS = 500;

const nameOf = (command: unknown): string => {
    if (typeof command !== "object" || command === null) return "";
    const { name, enabled }: { readonly name?: unknown; readonly enabled?: unknown } = command;
    return typeof name === "string" && enabled === true ? name : "";
};

/** Asks the agent which commands its image allows. */
export const askAllowed = async (agent: Agent): Promise<Allowed> => {
    const { supported_commands: commands } = await agent.ask("guest-info");
    if (!Array.isArray(commands)) throw new RouteClosed("the agent's reply to guest-info can't be read");
    return new Set(commands.slice(0, MAX_COMMANDS).map(nameOf));
};

/** What each way into a guest needs. */
const FILES = ["guest-file-open", "guest-file-read", "guest-file-close"] as const;
const COMMANDS = ["guest-exec", "guest-exec-status"] as const;

/** The commands that a way needs and the image forbids. */
const missing = (needed: readonly string[], allowed: Allowed): readonly string[] =>
    needed.filter((name) => !allowed.has(name));

/** Why a guest can't be seen into by its files, or by its programs; empty if it can. */
export const forbiddenFiles = (allowed: Allowed): readonly string[] => missing(FILES, allowed);
export const forbiddenCommands = (allowed: Allowed): readonly string[] => missing(COMMANDS, allowed);
