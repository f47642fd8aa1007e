import { isAgentAway, isAgentMissing, isAgentRefusal } from "../libvirt/error.ts";
import { oneLine } from "../text/one-line.ts";

/** The agent can't answer now, and may later: it isn't connected, it is slow, or it is frozen for a backup. */
export class AgentAway extends Error {
    public override readonly name: string = "AgentAway";
}

/** The agent answered that it couldn't carry out a command. The message is its own. */
export class AgentRefusal extends Error {
    public override readonly name: string = "AgentRefusal";
}

/** A way to see into the guest that won't open in this boot: the image forbids it, or the agent talks nonsense. */
export class RouteClosed extends Error {
    public override readonly name: string = "RouteClosed";
    /** The command that the guest forbids, if that is the reason. */
    public readonly command: string | undefined;

    public constructor(message: string, command?: string) {
        super(message);
        this.command = command;
    }
}

/** More of an agent's text than a message quotes. */
const MAX_TEXT = 300;

/** libvirt's text without what libvirt puts in front of the agent's. */
const ownWords = (message: string): string =>
    oneLine(message.replace(/^.*unable to execute QEMU agent command '[^']*': /, ""), MAX_TEXT);

/** `the command is not allowed`; QEMU before 8 says only `has been disabled`. Frozen file systems disable it too. */
const FORBIDDEN = /has been disabled|is not allowed|has not been found/;
const FROZEN = /frozen/;

/** What a failed command means for the next ones. Other failures are the host's, and stay as they are. */
export const agentFailure = (command: string, error: unknown): unknown => {
    if (isAgentAway(error) || isAgentMissing(error)) return new AgentAway(oneLine(error.message, MAX_TEXT));
    if (!isAgentRefusal(error)) return error;
    const words = ownWords(error.message);
    if (FROZEN.test(words)) return new AgentAway(words);
    if (FORBIDDEN.test(words)) return new RouteClosed(`the image forbids ${command}`, command);
    return new AgentRefusal(words);
};

/** Whether the guest's system denies what the agent tried: SELinux does on RHEL and its kin. */
export const isDenied = (error: unknown): boolean =>
    error instanceof AgentRefusal && /permission denied|access is denied|operation not permitted/i.test(error.message);
