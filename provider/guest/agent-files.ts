import type { Agent } from "./agent.ts";
import { AgentRefusal, isDenied, RouteClosed } from "./agent-error.ts";
import type { GuestFiles } from "./sight.ts";

/** Bytes of a file in one reply. */
const PIECE = 65_536;

/** An open file's handle; undefined if there is no such file. */
const open = async (agent: Agent, path: string): Promise<number | undefined> => {
    try {
        const { value } = await agent.ask("guest-file-open", { path, mode: "r" });
        if (typeof value === "number") return value;
    } catch (error) {
        if (isDenied(error)) throw new RouteClosed(`the agent isn't allowed to read ${path}`);
        // Windows says it in its own language. A file that can't be opened for another reason may be there later.
        if (error instanceof AgentRefusal) return undefined;
        throw error;
    }
    throw new RouteClosed("the agent's reply to guest-file-open can't be read");
};

const readPiece = async (agent: Agent, handle: number, count: number): Promise<readonly [Uint8Array, boolean]> => {
    const { "buf-b64": text, eof } = await agent.ask("guest-file-read", { handle, count });
    if (typeof text !== "string") throw new RouteClosed("the agent's reply to guest-file-read can't be read");
    const bytes = Buffer.from(text, "base64").subarray(0, count);
    return [bytes, eof === true || bytes.length === 0];
};

const readOpen = async (agent: Agent, handle: number, maximum: number): Promise<Uint8Array> => {
    const pieces: Uint8Array[] = [];
    for (let rest = maximum; rest > 0; ) {
        const [bytes, isLast] = await readPiece(agent, handle, Math.min(rest, PIECE));
        pieces.push(bytes);
        rest -= bytes.length;
        if (isLast) break;
    }
    return Buffer.concat(pieces);
};

/** `SEEK_END`. Agents before 2.9 don't know it by name. */
const FROM_END = 2;

const seekEnd = async (agent: Agent, handle: number, maximum: number): Promise<void> => {
    try {
        await agent.ask("guest-file-seek", { handle, offset: -maximum, whence: FROM_END });
    } catch (error) {
        // The file is shorter: all of it is its end.
        if (!(error instanceof AgentRefusal)) throw error;
    }
};

/** The guest's files, as its agent reads them. */
export const agentFiles = (agent: Agent): GuestFiles => {
    const read = async (path: string, maximum: number, isEnd: boolean): Promise<Uint8Array | undefined> => {
        const handle = await open(agent, path);
        if (handle === undefined) return undefined;
        try {
            if (isEnd) await seekEnd(agent, handle, maximum);
            return await readOpen(agent, handle, maximum);
        } catch (error) {
            if (error instanceof AgentRefusal) return undefined;
            throw error;
        } finally {
            // A handle lives as long as the agent.
            await agent.tidy("guest-file-close", { handle });
        }
    };
    return {
        read: (path, maximum) => read(path, maximum, false),
        readEnd: (path, maximum) => read(path, maximum, true),
    };
};
