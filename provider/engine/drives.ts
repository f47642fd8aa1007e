/** What the process keeps between the engine's calls, and the calls that create, read, update and delete a drive. */

import { KnownReferences } from "../domain/references.ts";
import type { BuiltDrive } from "../image/build.ts";
import { explain } from "../libvirt/explain.ts";
import { createDrive } from "../lifecycle/create.ts";
import { deleteDrive } from "../lifecycle/delete.ts";
import { IncompleteDrive } from "../lifecycle/incomplete.ts";
import { readDrive } from "../lifecycle/read.ts";
import { updateDrive } from "../lifecycle/update.ts";
import type { PlacementInputs, RawInputs, Timeouts } from "../model/inputs.ts";
import { sealSecrets } from "../model/secrets.ts";
import { type CheckedInputs, declaredDrive, type State } from "../model/state.ts";
import { recordOf, renewRecord, type StateRecord, stateOf } from "../model/state-record.ts";
import { type HostHandle, KnownPools } from "../volume/host.ts";
import { BuiltDrives } from "./built-drives.ts";
import { Connections } from "./connections.ts";
import { say, warn } from "./messages.ts";
import { Operations } from "./operations.ts";

const DEFAULT_TIMEOUT_S = 300;

const connections = new Connections(process.env);
const operations = new Operations();
const pools = new KnownPools();
const references = new KnownReferences();
const builtDrives = new BuiltDrives();

/** Keeps a drive that `check` built for the `create` or `update` that follows. */
export const keepBuilt = (inputs: RawInputs, built: BuiltDrive): void => builtDrives.put(inputs, built);

/** A failure as the engine expects it. With `id` and `properties`, the resource stays in the state, to be repaired. */
interface Failure extends Error {
    id?: string;
    properties?: Record<string, unknown>;
    reasons?: string[];
}

/** Inputs as the engine passes them to `create` and `update`, with the provider text that loaded this file. */
interface Registered extends CheckedInputs {
    readonly __provider: string;
}

/** Outputs of a drive that was created or updated. */
const outputsOf = (id: string, state: State): Record<string, unknown> => sealSecrets(recordOf(id, state));

/** What a failed run completed. A deadline is reported in place of the error it interrupted, which is its cause. */
const findIncomplete = (error: unknown): IncompleteDrive | undefined => {
    if (error instanceof IncompleteDrive) return error;
    return error instanceof Error && error.cause instanceof IncompleteDrive ? error.cause : undefined;
};

/** The engine prints an error's stack: for operators the message says it all. */
const withoutTrace = <T extends Error>(error: T): T => Object.assign(error, { stack: error.message });

const failure = (doing: string, id: string, error: unknown, provider?: string): Failure => {
    const incomplete = findIncomplete(error);
    if (incomplete === undefined) return withoutTrace(explain(doing, error));
    const explained = explain(doing, error === incomplete ? incomplete.cause : error);
    return Object.assign(withoutTrace(new Error(explained.message, { cause: explained })), {
        id,
        // The engine adds the provider text only on success. Without it the drive could never be destroyed.
        properties: { ...outputsOf(id, incomplete.state), __provider: provider },
        reasons: [explained.message],
    });
};

const onHost = async <T>(
    doing: string,
    place: Pick<PlacementInputs, "connection" | "connectionPassword" | "timeouts" | "volumePrefix">,
    kind: keyof Timeouts,
    work: (host: HostHandle) => Promise<T>,
): Promise<T> => {
    const limit = { seconds: place.timeouts?.[kind] ?? DEFAULT_TIMEOUT_S, kind, uri: place.connection };
    return await operations.run(doing, limit, async (signal) =>
        work({
            client: await connections.get(place.connection, signal, place.connectionPassword),
            signal,
            pools,
            references,
            warn: (warning) => warn(place.volumePrefix, warning),
        }),
    );
};

/** Creates the drive. */
export const create = async (news: Registered): Promise<{ id: string; outs: Record<string, unknown> }> => {
    const id = news.volumePrefix;
    const doing = `create config drive ${id}`;
    try {
        const built = builtDrives.take(news);
        const state = await onHost(doing, news, "create", (host) => createDrive(host, news, built));
        return { id, outs: outputsOf(id, state) };
    } catch (error) {
        throw failure(doing, id, error, news.__provider);
    }
};

/** Whether `drive` describes drift. The engine shows no outputs that a second refresh finds unchanged. */
const isWrong = (drive: string): boolean => !["attached", "ejected", "stored"].includes(declaredDrive(drive));

/** Reads the drive from the host. `drive` describes drift, and the next `up` repairs it. */
export const read = async (
    id: string,
    record: StateRecord,
): Promise<{ id: string; props: Record<string, unknown> }> => {
    const doing = `read config drive ${id}`;
    const state = stateOf(id, record);
    try {
        const now = await onHost(doing, state, "read", (host) => readDrive(host, state));
        if (now.drive !== state.drive || isWrong(now.drive)) say(`config drive ${id}: ${now.drive}`);
        return { id, props: sealSecrets(renewRecord(record, state, now)) };
    } catch (error) {
        throw failure(doing, id, error);
    }
};

/** Updates the drive to a new declaration. */
export const update = async (
    id: string,
    record: StateRecord,
    news: Registered,
): Promise<{ outs: Record<string, unknown> }> => {
    const doing = `update config drive ${id}`;
    const olds = stateOf(id, record);
    try {
        const built = builtDrives.take(news);
        const state = await onHost(doing, news, "update", (host) => updateDrive(host, olds, news, built));
        return { outs: outputsOf(id, state) };
    } catch (error) {
        throw failure(doing, id, error, news.__provider);
    }
};

/** Deletes the drive. */
export const remove = async (id: string, record: StateRecord): Promise<void> => {
    const doing = `delete config drive ${id}`;
    const state = stateOf(id, record);
    try {
        await onHost(doing, state, "delete", (host) => deleteDrive(host, state));
    } catch (error) {
        throw failure(doing, id, error);
    }
};
