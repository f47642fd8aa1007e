import type { Agent, Answer } from "./agent.ts";
import { AgentAway, AgentRefusal, isDenied, RouteClosed } from "./agent-error.ts";
import type { Clock } from "./clock.ts";
import type { GuestCommands } from "./sight.ts";

type Output = NonNullable<Awaited<ReturnType<GuestCommands["run"]>>>;

/** Python takes a second to start, on an emulated machine ten. */
const PATIENCE_MS = 30_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1000;

const start = async (agent: Agent, path: string, arg: readonly string[]): Promise<number | undefined> => {
    try {
        const { pid } = await agent.ask("guest-exec", { path, arg, "capture-output": true });
        if (typeof pid === "number") return pid;
    } catch (error) {
        if (isDenied(error)) throw new RouteClosed(`the agent isn't allowed to run ${path}`);
        // The guest has no such program.
        if (error instanceof AgentRefusal) return undefined;
        throw error;
    }
    throw new RouteClosed("the agent's reply to guest-exec can't be read");
};

const outputOf = ({ exitcode, "out-data": data }: Answer, maximum: number): Output => ({
    ...(typeof exitcode === "number" && { exitCode: exitcode }),
    output: Buffer.from(typeof data === "string" ? data : "", "base64")
        .subarray(0, maximum)
        .toString("utf8"),
});

/** The guest's programs, as its agent runs them. */
export const agentCommands = (agent: Agent, signal: AbortSignal, clock: Clock): GuestCommands => {
    /** Programs that outlasted the patience: the next request for one waits on. */
    const running = new Map<string, number>();

    const statusOf = async (key: string, pid: number): Promise<Answer> => {
        try {
            return await agent.ask("guest-exec-status", { pid });
        } catch (error) {
            if (!(error instanceof AgentRefusal)) throw error;
            // The agent forgets a program when it has reported its end, also if that report was lost, and at a restart.
            running.delete(key);
            throw new AgentAway(error.message);
        }
    };

    const waitFor = async (key: string, pid: number): Promise<Answer> => {
        const end = clock.now() + PATIENCE_MS;
        for (let pause = FIRST_PAUSE_MS; clock.now() < end; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
            const status = await statusOf(key, pid);
            if (status["exited"] === true) {
                running.delete(key);
                return status;
            }
            await clock.sleep(pause, signal);
        }
        throw new AgentAway(`a program has been running in the guest for ${PATIENCE_MS / 1000} s`);
    };

    return {
        run: async (path, args, maximum) => {
            const key = JSON.stringify([path, args]);
            const pid = running.get(key) ?? (await start(agent, path, args));
            if (pid === undefined) return undefined;
            running.set(key, pid);
            return outputOf(await waitFor(key, pid), maximum);
        },
    };
};
