import { defaultConnection } from "./configuration.ts";
import { limitMemory } from "./memory.ts";
import { listen, makeServer } from "./server.ts";
import { Session } from "./session.ts";
import { untilGone } from "./watch.ts";

/**
 * Serves an engine until it is gone, and prints the port.
 *
 * @param engine Its address; undefined if it attaches later.
 */
export const serve = async (
    engine: string | undefined,
    environment: Readonly<Record<string, string | undefined>>,
): Promise<void> => {
    limitMemory();
    const session = new Session(defaultConnection(environment), engine);
    const port = await listen(makeServer(session));
    // The engine reads the port from the first line, and nothing else.
    process.stdout.write(`${port}\n`);
    await untilGone((patienceMs) => session.isEngineThere(patienceMs));
    // As the engine ends a plugin: what is running ends in a state from which the next run resumes.
    process.kill(process.pid, "SIGTERM");
};
