import { type ChildProcess, spawn } from "node:child_process";
import { createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const PATIENCE_MS = 30_000;

/** A program that runs as long as a test needs it. */
export interface Service {
    readonly pid: number;
    /** What it has written so far, on either output. */
    readonly log: () => string;
    /** Ends it and waits until it has. */
    readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
}

/** Starts a program and waits until it is ready. Throws with its output if it ends before. */
export const startService = async (
    program: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv,
    isReady: () => Promise<boolean>,
): Promise<Service> => {
    const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    let log = "";
    for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding("utf8").on("data", (text: string) => {
            log += text;
        });
    }
    child.on("error", (error) => {
        log += error.message;
    });
    for (const deadline = Date.now() + PATIENCE_MS; !(await isReady()); await sleep(50)) {
        if (Date.now() > deadline || hasEnded(child) || child.pid === undefined) {
            child.kill("SIGKILL");
            throw new Error(`${program} doesn't serve:\n${log}`);
        }
    }
    return { pid: child.pid ?? 0, log: () => log, stop: (signal) => stop(child, signal) };
};

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

const stop = async (child: ChildProcess, signal: NodeJS.Signals = "SIGTERM"): Promise<void> => {
    if (hasEnded(child)) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    const force = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
    await ended;
    clearTimeout(force);
};

/** Different ports that nobody listens on. */
export const freePorts = async (count: number): Promise<readonly number[]> => {
    const servers = Array.from({ length: count }, () => createServer());
    const ports = await Promise.all(
        servers.map(
            (server) =>
                new Promise<number>((resolve) => {
                    server.listen(0, "127.0.0.1", () => {
                        const address = server.address();
                        resolve(typeof address === "object" && address !== null ? address.port : 0);
                    });
                }),
        ),
    );
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    return ports;
};

/** A host that accepts connections and never sends anything. */
export const startSilent = async (): Promise<{ readonly port: number; readonly close: () => Promise<void> }> => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
        sockets.add(socket);
        socket.on("error", () => undefined);
    });
    const [port = 0] = await freePorts(1);
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    const close = async (): Promise<void> => {
        for (const socket of sockets) socket.destroy();
        await new Promise((resolve) => server.close(resolve));
    };
    return { port, close };
};
