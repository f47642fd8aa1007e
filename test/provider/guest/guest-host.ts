import { onTestFinished } from "vitest";
import type { Clock } from "../../../provider/guest/clock.ts";
import type { GuestHandle, Wanted } from "../../../provider/guest/wanted.ts";
import { connect, type LibvirtClient } from "../../../provider/libvirt/client.ts";
import { type Boot, cloudInitFiles } from "../../fuzz/libvirtd/agent-model.ts";
import { DOMAIN, type Host } from "../../fuzz/libvirtd/host-model.ts";
import { HostilePeer } from "../../fuzz/libvirtd/hostile-peer.ts";
import { Refusal } from "../../fuzz/libvirtd/refusal.ts";
import type { ProcedureName } from "../../support/procedure-name.ts";

/** The id on the drive of these tests. */
export const OURS = "11111111-2222-3333-4444-555555555555";
/** The alias of the drive. */
export const ALIAS = "ua-config-drive-web";

/** How a machine is at a moment. */
export interface MachineTraits {
    /** `virDomainState`. @default 1, running */
    readonly state?: number;
    /** @default connected */
    readonly channel?: "connected" | "disconnected" | "none";
    /** The type of the console. @default pty */
    readonly console?: "pty" | "file" | "none";
    /** Bytes read of the drive. @default 0 */
    readonly readBytes?: number;
    /** @default the drive is there */
    readonly hasDrive?: boolean;
    /** The file of the drive's image. @default web-0123456789ab.iso */
    readonly volume?: string;
    /** Answers the agent's commands: what follows `return`, or a thrown `Refusal`. A `Raw` is sent as it stands. */
    readonly agent?: (command: string, args: Readonly<Record<string, unknown>>) => unknown;
    /** Refuses the console. */
    readonly refuseConsole?: Refusal;
    /** Refuses everything, as a daemon that is broken. */
    readonly refuse?: Refusal;
}

/** A reply of libvirt's that isn't what an agent would send. */
export class Raw {
    public readonly text: string | undefined;

    public constructor(text: string | undefined) {
        this.text = text;
    }
}

const element = (name: string, value: string | undefined): string => (value === undefined ? "" : `<${name} ${value}/>`);

const xmlOf = ({
    channel = "connected",
    console = "pty",
    hasDrive = true,
    volume = "web-0123456789ab.iso",
}: MachineTraits): string =>
    [
        `<domain type='kvm' id='1'><name>${DOMAIN.name}</name><devices>`,
        `<disk type='file' device='disk'><target dev='vda' bus='virtio'/></disk>`,
        hasDrive
            ? `<disk type='file' device='cdrom'><source file='/pool/${volume}'/><target dev='sda' bus='sata'/><alias name='${ALIAS}'/></disk>`
            : "",
        element("console", console === "none" ? undefined : `type='${console}'`),
        `<channel type='spicevmc'><target type='virtio' name='com.redhat.spice.0' state='connected'/></channel>`,
        channel === "none"
            ? ""
            : `<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0' state='${channel}'/></channel>`,
        "</devices></domain>",
    ].join("");

/** A host with one machine, which is at each moment as the test says. */
export class GuestHost implements Host {
    public traits: MachineTraits;
    /** What the agent was asked for. */
    public readonly asked: string[] = [];
    /** Connections opened for a console. */
    public consoles = 0;
    #write: ((bytes: Uint8Array) => void) | undefined;

    public constructor(traits: MachineTraits) {
        this.traits = traits;
    }

    public answer(name: ProcedureName, args: readonly unknown[]): unknown {
        if (name === "authList") return [0];
        if (name === "connectOpen" || name === "connectSupportsFeature") return undefined;
        if (this.traits.refuse !== undefined) throw this.traits.refuse;
        switch (name) {
            case "domainGetState":
                return { state: this.traits.state ?? 1, reason: 0 };
            case "domainGetXmlDesc":
                return xmlOf(this.traits);
            case "domainBlockStats":
                return this.#stats(String(args[1]));
            case "domainAgentCommand":
                return this.#agent(String(args[1]), args[2]);
            case "domainOpenConsole":
                if (this.traits.refuseConsole !== undefined) throw this.traits.refuseConsole;
                return undefined;
            default:
                throw new Refusal("NO_SUPPORT", `${name} is not there`);
        }
    }

    public contentOf(): Uint8Array {
        throw new Refusal("NO_STORAGE_VOL", "no storage volume");
    }

    public openConsole(receive: (bytes: Uint8Array) => void): void {
        this.consoles += 1;
        this.#write = receive;
    }

    /** Writes to the console of whoever reads it. */
    public print(text: string | Uint8Array): void {
        this.#write?.(typeof text === "string" ? Buffer.from(text) : text);
    }

    #stats(disk: string): unknown {
        if (disk !== "sda") throw new Refusal("INVALID_ARG", `invalid argument: invalid path: ${disk}`);
        const readBytes = BigInt(this.traits.readBytes ?? 0);
        return { readRequests: 1n, readBytes, writeRequests: 0n, writtenBytes: 0n, errors: -1n };
    }

    #agent(json: string, seconds: unknown): string | undefined {
        if (typeof seconds !== "number" || seconds <= 0) throw new Refusal("INVALID_ARG", `timeout ${seconds}`);
        const { execute, arguments: args = {} } = JSON.parse(json);
        this.asked.push(execute);
        const { channel = "connected", agent } = this.traits;
        if (channel === "none") throw new Refusal("ARGUMENT_UNSUPPORTED", "QEMU guest agent is not configured");
        if (channel === "disconnected" || agent === undefined) {
            throw new Refusal("AGENT_UNRESPONSIVE", "Guest agent is not responding: QEMU guest agent is not connected");
        }
        const answer = agent(execute, args);
        return answer instanceof Raw ? answer.text : JSON.stringify({ return: answer });
    }
}

/** A clock that a test sets: sleeping takes no time. */
export class FakeClock implements Clock {
    #now = 0;
    readonly #deadlines: { readonly at: number; readonly controller: AbortController }[] = [];
    /** What happens when this many seconds have passed. */
    readonly #plans: { readonly at: number; readonly act: () => void }[] = [];

    public now(): number {
        return this.#now;
    }

    public at(seconds: number, act: () => void): void {
        this.#plans.push({ at: seconds * 1000, act });
    }

    public async sleep(ms: number, signal: AbortSignal): Promise<void> {
        // A turn of the real loop, in which what was sent arrives.
        await new Promise((resolve) => setTimeout(resolve, 2));
        signal.throwIfAborted();
        this.#now += ms;
        for (const plan of this.#plans.splice(0)) {
            if (plan.at <= this.#now) plan.act();
            else this.#plans.push(plan);
        }
        for (const { at, controller } of this.#deadlines) {
            if (at <= this.#now) controller.abort(new DOMException("time is up", "TimeoutError"));
        }
        signal.throwIfAborted();
    }

    public deadline(ms: number): AbortSignal {
        const controller = new AbortController();
        this.#deadlines.push({ at: this.#now + ms, controller });
        return controller.signal;
    }
}

/** A guest that a test watches, and what it was shown. */
export interface Watched {
    readonly host: GuestHost;
    readonly guest: GuestHandle;
    readonly clock: FakeClock;
    readonly warnings: readonly string[];
    readonly told: readonly string[];
    readonly abort: (reason?: unknown) => void;
    /** The daemon; `hangUp` has it end all connections, as one that restarts does. */
    readonly peer: HostilePeer;
}

/** Connects to a host with a guest. */
export const watchGuest = async (traits: MachineTraits = {}): Promise<Watched> => {
    const host = new GuestHost(traits);
    const peer = await HostilePeer.open(host, () => []);
    onTestFinished(() => peer.close());
    const open = async (): Promise<LibvirtClient> => {
        const client = await connect(peer.uri, { environment: {}, timeoutMs: 10_000 });
        onTestFinished(() => client.close());
        return client;
    };
    const controller = new AbortController();
    const warnings: string[] = [];
    const told: string[] = [];
    const guest: GuestHandle = {
        client: await open(),
        ref: DOMAIN,
        signal: controller.signal,
        warn: (warning) => warnings.push(warning),
        tell: (line) => told.push(line),
        connectAnew: open,
    };
    const abort = (reason?: unknown): void => controller.abort(reason);
    return { host, guest, clock: new FakeClock(), warnings, told, abort, peer };
};

/** What these tests wait for, unless they say otherwise. */
export const WANTED: Wanted = {
    instanceId: OURS,
    hostname: "web-1.example.org",
    drive: { alias: ALIAS },
    timeoutSeconds: 900,
    failOn: "error",
    isFresh: true,
    secrets: [],
};

/** The files that cloud-init has left in a boot with the drive of these tests. */
export const filesOf = (boot: Partial<Boot>): Record<string, string> => cloudInitFiles({ instanceId: OURS, ...boot });
