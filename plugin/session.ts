import type { Listener } from "../provider/engine/messages.ts";
import type { RawInputs } from "../provider/model/inputs.ts";
import type { Configuration } from "./configuration.ts";
import { EngineLog } from "./engine-log.ts";

const NONE = { defaults: {}, marked: {}, checkHost: false };

/** What the engine told the plugin, for all requests that follow. */
export class Session {
    /** The connection of drives for which nothing else sets one. */
    public readonly connection: string;
    /** The provider's configuration. */
    public configuration: Pick<Configuration, "defaults" | "marked" | "checkHost"> = NONE;
    /** Project and stack; empty until the engine configures the provider. */
    public owner: readonly string[] = [];
    /**
     * The outputs of the drives that were created, by their URNs. A delete that follows is of a drive's predecessor: the
     * engine replaces a drive that way by `--replace` or a taint, when it asks no provider for the order.
     */
    public readonly created: Map<string, RawInputs> = new Map();
    #log: EngineLog | undefined;

    /** @param engine Address of the engine; undefined until it attaches. */
    public constructor(connection: string, engine: string | undefined) {
        this.connection = connection;
        if (engine !== undefined) this.attach(engine);
    }

    /** Sets what the engine configures the provider with. */
    public configure(configuration: Configuration, owner: readonly string[]): void {
        this.configuration = configuration;
        this.owner = owner;
    }

    /** Sends messages to an engine from now on. */
    public attach(engine: string): void {
        this.#log = new EngineLog(engine);
    }

    /** Whether the engine answers within a time. One that never attached can't be missed. */
    public isEngineThere(patienceMs: number): Promise<boolean> {
        return this.#log?.isThere(patienceMs) ?? Promise.resolve(true);
    }

    /** Shows messages at a resource; without an engine there is nobody to read them. */
    public messagesOf(urn: string): Listener {
        return this.#log?.of(urn) ?? (() => undefined);
    }
}
