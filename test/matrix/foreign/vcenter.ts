import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

/** What the set-up builds for these tests and puts on the PATH. */
const commands = ["vcsim", "govc", "pulumi", "pulumi-resource-vsphere"];

const startMs = 30_000;
const stopMs = 10_000;
const commandMs = 60_000;

const isOnPath = (name: string): boolean =>
    (process.env["PATH"] ?? "").split(delimiter).some((folder) => existsSync(join(folder, name)));

/** Whether all is there for a simulated vCenter; on CI, where nothing may be skipped, a missing command is a failure. */
export const hasVcenter = (): boolean => {
    const missing = commands.filter((name) => !isOnPath(name));
    if (missing.length === 0) return true;
    const message = `not on the PATH: ${missing.join(", ")}; node test/toolchain/main.mjs env builds them`;
    if (process.env["CI"]) throw new Error(message);
    process.stderr.write(`skipped: ${message}\n`);
    return false;
};

/** A device of a machine, as far as these tests look at it. */
export interface Device {
    readonly key: number;
    readonly backing?: { readonly fileName?: string; readonly diskMode?: string } | undefined;
}

const isReady = async (simulator: ChildProcess): Promise<string> => {
    const { stdout } = simulator;
    if (stdout === null) throw new Error("vcsim has no standard output");
    const line = once(createInterface(stdout), "line").then(([text]) => String(text));
    const failure = once(simulator, "exit").then(([code, signal]) => {
        throw new Error(`vcsim ended with ${code ?? signal}`);
    });
    const late = sleep(startMs, undefined, { ref: false }).then(() => {
        throw new Error(`vcsim wasn't ready after ${startMs} ms`);
    });
    return await Promise.race([line, failure, late]);
};

/** VMware's simulator of vCenter's API: a datacenter DC0 with a host of its own, DC0_H0, and a cluster. */
export class Vcenter {
    /** What govc, the Terraform provider and the plugin log in with; never an argument. */
    public readonly environment: NodeJS.ProcessEnv;
    public readonly password: string;
    readonly #simulator: ChildProcess;

    private constructor(simulator: ChildProcess, environment: NodeJS.ProcessEnv, password: string) {
        this.#simulator = simulator;
        this.environment = environment;
        this.password = password;
    }

    public static async start(): Promise<Vcenter> {
        const user = "tests";
        const password = randomBytes(12).toString("hex");
        const env = {
            ...process.env,
            GOVC_USERNAME: user,
            GOVC_PASSWORD: password,
            GOVC_INSECURE: "true",
            GOVC_PERSIST_SESSION: "false",
            VSPHERE_USER: user,
            VSPHERE_PASSWORD: password,
            VSPHERE_ALLOW_UNVERIFIED_SSL: "true",
        };
        const simulator = spawn("vcsim", { env, stdio: ["pipe", "pipe", "inherit"] });
        try {
            const url = await isReady(simulator);
            return new Vcenter(simulator, { ...env, GOVC_URL: url, VSPHERE_SERVER: new URL(url).host }, password);
        } catch (error) {
            simulator.kill("SIGKILL");
            throw error;
        }
    }

    /** Runs VMware's command line and returns what it printed; throws when it fails. */
    public govc(...args: readonly string[]): string {
        const options = { env: this.environment, encoding: "utf8", timeout: commandMs } as const;
        const { status, stdout, stderr, error } = spawnSync("govc", args, options);
        if (error !== undefined) throw error;
        if (status !== 0) throw new Error(`govc ${args.join(" ")}: exit ${status}\n${stdout}${stderr}`);
        return stdout;
    }

    /** The devices of a machine whose names begin so. */
    public devices(machine: string, kind: string): readonly Device[] {
        return JSON.parse(this.govc("device.info", "-json", "-vm", machine, `${kind}-*`)).devices;
    }

    /** The names of the files in a folder of a datastore. */
    public files(datastore: string, folder: string): readonly string[] {
        return JSON.parse(this.govc("datastore.ls", "-json", "-ds", datastore, folder))
            .flatMap(({ file }: { file?: readonly { path: string }[] }) => file ?? [])
            .map(({ path }: { path: string }) => path);
    }

    /** Ends the simulator, by its input first. */
    public async stop(): Promise<void> {
        const simulator = this.#simulator;
        if (simulator.exitCode !== null || simulator.signalCode !== null) return;
        const ended = once(simulator, "exit");
        simulator.stdin?.end();
        const late = sleep(stopMs, "late" as const, { ref: false });
        if ((await Promise.race([ended, late])) !== "late") return;
        simulator.kill("SIGKILL");
        await ended;
    }
}
