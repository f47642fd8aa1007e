/** What the process keeps between the engine's calls, and the calls that create, read, update and delete a drive. */

import { KnownReferences } from "../domain/references.ts";
import { type BuiltDrive, rebuildDrive } from "../image/build.ts";
import { LibvirtError } from "../libvirt/error.ts";
import { explain } from "../libvirt/explain.ts";
import { UnreadableXmlError } from "../libvirt/xml.ts";
import { createDrive } from "../lifecycle/create.ts";
import { deleteDrive } from "../lifecycle/delete.ts";
import { IncompleteDrive } from "../lifecycle/incomplete.ts";
import { findLoss as findLossOn } from "../lifecycle/look.ts";
import { readDrive } from "../lifecycle/read.ts";
import { updateDrive } from "../lifecycle/update.ts";
import type { PlacementInputs, RawInputs, Timeouts } from "../model/inputs.ts";
import { showProblem } from "../model/problem.ts";
import { sealSecrets } from "../model/secrets.ts";
import { type CheckedInputs, isDrift, type State } from "../model/state.ts";
import { recordOf, renewRecord, type StateRecord, stateOf } from "../model/state-record.ts";
import { resolveSources } from "../sources/resolve.ts";
import { ConfigDriveError } from "../text/errors.ts";
import { type HostHandle, KnownPools } from "../volume/host.ts";
import { BuiltDrives } from "./built-drives.ts";
import { Connections } from "./connections.ts";
import { say, sayDrift, warn } from "./messages.ts";
import { type Limit, Operations } from "./operations.ts";

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

type Place = Pick<PlacementInputs, "connection" | "connectionPassword" | "timeouts" | "volumePrefix">;

const onHost = async <T>(
    doing: string,
    { connection: uri, connectionPassword, volumePrefix }: Place,
    { kind, seconds }: Pick<Limit, "kind" | "seconds">,
    work: (host: HostHandle) => Promise<T>,
): Promise<T> =>
    await operations.run(doing, { seconds, kind, uri }, async (signal) =>
        work({
            client: await connections.get(uri, signal, connectionPassword),
            signal,
            pools,
            references,
            tell: say,
            warn: (warning) => warn(volumePrefix, warning),
        }),
    );

const limitOf = (kind: keyof Timeouts, { timeouts }: Place): Pick<Limit, "kind" | "seconds"> => ({
    kind,
    seconds: timeouts?.[kind] ?? DEFAULT_TIMEOUT_S,
});

/** Builds a planned drive again, with the files that it names as they are now. */
const rebuildFromSources = async (doing: string, news: CheckedInputs): Promise<BuiltDrive> => {
    const { inputs, problems } = await resolveSources({ ...news });
    const [problem] = problems;
    if (problem !== undefined)
        throw new ConfigDriveError("file-changed", `${doing}: ${showProblem(problem)}. Run again.`);
    return rebuildDrive({ ...news, ...inputs });
};

/** Creates the drive. */
export const create = async (news: Registered): Promise<{ id: string; outs: Record<string, unknown> }> => {
    const id = news.volumePrefix;
    const doing = `create config drive ${id}`;
    try {
        const built = builtDrives.take(news);
        const state = await onHost(doing, news, limitOf("create", news), async (host) =>
            createDrive(host, news, built ?? (await rebuildFromSources(doing, news))),
        );
        return { id, outs: outputsOf(id, state) };
    } catch (error) {
        throw failure(doing, id, error, news.__provider);
    }
};

/** Reads the drive from the host. `drive` describes drift, and the next `up` repairs it. */
export const read = async (
    id: string,
    record: StateRecord,
): Promise<{ id: string; props: Record<string, unknown> }> => {
    const doing = `read config drive ${id}`;
    const state = stateOf(id, record);
    try {
        const now = await onHost(doing, state, limitOf("read", state), (host) => readDrive(host, state));
        // The engine shows no outputs that a second refresh finds unchanged.
        if (isDrift(now.drive)) sayDrift(id, now.drive);
        else if (now.drive !== state.drive) say(`config drive ${id}: ${now.drive}`);
        return { id, props: sealSecrets(renewRecord(record, state, now)) };
    } catch (error) {
        throw failure(doing, id, error);
    }
};

/** Seconds that a diff waits for a host. A host that doesn't answer costs a run this time once. */
const LOOK_S = 5;
const silentHosts = new Set<string>();

/** Says once for each host why its domains aren't compared. */
const passOver = (uri: string, error: unknown): void => {
    if (silentHosts.has(uri)) return;
    silentHosts.add(uri);
    const isSlow = error instanceof ConfigDriveError && error.code === "timed-out";
    const why = isSlow
        ? `${uri} didn't answer within ${LOOK_S} s.`
        : explain(`connect to ${uri}`, error).message.replace(/\.?$/, ".");
    say(
        `warning: ${why} This run can't check whether its domains still have their drives. To skip this check, set detectDrift: false.`,
    );
};

/** Whether an error is about one domain only; a refresh or an update reports it. */
const isOfDomain = (error: unknown): boolean => error instanceof LibvirtError || error instanceof UnreadableXmlError;

const isInterruption = (error: unknown): boolean => error instanceof ConfigDriveError && error.code === "aborted";

/**
 * What the domain lost and an update would restore; empty if nothing. A diff doesn't have to know: if the host can't be
 * asked, the answer is nothing.
 */
export const findLoss = async (id: string, record: StateRecord): Promise<string> => {
    const state = stateOf(id, record);
    const { connection } = state;
    if (silentHosts.has(connection)) return "";
    try {
        const limit = { kind: "read", seconds: LOOK_S } as const;
        return await onHost("look at the domain", state, limit, (host) => findLossOn(host, state));
    } catch (error) {
        if (!isOfDomain(error) && !isInterruption(error)) passOver(connection, error);
        return "";
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
        const state = await onHost(doing, news, limitOf("update", news), async (host) =>
            updateDrive(host, olds, news, built ?? (await rebuildFromSources(doing, news))),
        );
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
        await onHost(doing, state, limitOf("delete", state), (host) => deleteDrive(host, state));
    } catch (error) {
        throw failure(doing, id, error);
    }
};
