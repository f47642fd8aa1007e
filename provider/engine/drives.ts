/** The calls that create, read, update and delete a drive, and those that look at it. */

import { type BuiltDrive, rebuildDrive } from "../image/build.ts";
import { explain } from "../libvirt/explain.ts";
import { createDrive } from "../lifecycle/create.ts";
import { deleteDrive } from "../lifecycle/delete.ts";
import { foresee as foreseeOn } from "../lifecycle/foresee.ts";
import { IncompleteDrive } from "../lifecycle/incomplete.ts";
import { findLoss as findLossOn } from "../lifecycle/look.ts";
import { readDrive } from "../lifecycle/read.ts";
import { recordedMark } from "../lifecycle/stored.ts";
import { updateDrive } from "../lifecycle/update.ts";
import { isChecked } from "../model/checked-inputs.ts";
import type { RawInputs } from "../model/inputs.ts";
import { showProblem } from "../model/problem.ts";
import { sealSecrets } from "../model/secrets.ts";
import { type CheckedInputs, isDrift, type State } from "../model/state.ts";
import { recordOf, renewRecord, type StateRecord, stateOf } from "../model/state-record.ts";
import { hasUnknown } from "../model/unknown.ts";
import { resolveSources } from "../sources/resolve.ts";
import { ConfigDriveError, type ErrorCode } from "../text/errors.ts";
import { BuiltDrives } from "./built-drives.ts";
import { limitOf, look, onHost } from "./hosts.ts";
import { say, sayDrift, warn } from "./messages.ts";

const builtDrives = new BuiltDrives();

/** Keeps a drive that `check` built for the `create` or `update` that follows. */
export const keepBuilt = (inputs: RawInputs, built: BuiltDrive): void => builtDrives.put(inputs, built);

/** A failure as the engine expects it. With `id` and `properties`, the resource stays in the state, to be repaired. */
export interface Failure extends Error {
    id?: string;
    properties?: Record<string, unknown>;
    reasons?: string[];
}

/** Inputs as the engine passes them to `create` and `update`, with the provider text that loaded this file. */
interface Registered extends CheckedInputs {
    readonly __provider?: string;
}

/** Outputs of a drive that was created or updated. */
export const outputsOf = (id: string, state: State): Record<string, unknown> => sealSecrets(recordOf(id, state));

/** What a failed run completed. A deadline is reported in place of the error it interrupted, which is its cause. */
const findIncomplete = (error: unknown): IncompleteDrive | undefined => {
    if (error instanceof IncompleteDrive) return error;
    return error instanceof Error && error.cause instanceof IncompleteDrive ? error.cause : undefined;
};

/** The engine prints an error's stack: for operators the message says it all. */
const withoutTrace = <T extends Error>(error: T): T => Object.assign(error, { stack: error.message });

/** A failure of an operation, as the engine expects it. */
export const failure = (doing: string, id: string, error: unknown, provider?: string): Failure => {
    const incomplete = findIncomplete(error);
    if (incomplete === undefined) return withoutTrace(explain(doing, error));
    const explained = explain(doing, error === incomplete ? incomplete.cause : error);
    return Object.assign(withoutTrace(new Error(explained.message, { cause: explained })), {
        id,
        // The engine adds the provider text only on success. Without it the drive could never be destroyed.
        properties: { ...outputsOf(id, incomplete.state), ...(provider !== undefined && { __provider: provider }) },
        reasons: [explained.message],
    });
};

/** Builds a planned drive again, with the files that it names as they are now. */
const rebuildFromSources = async (doing: string, news: CheckedInputs): Promise<BuiltDrive> => {
    const { inputs, problems } = await resolveSources({ ...news });
    const [problem] = problems;
    if (problem !== undefined)
        throw new ConfigDriveError("file-changed", `${doing}: ${showProblem(problem)}. Run again.`);
    return rebuildDrive({ ...news, ...inputs });
};

/** Creates the drive. */
export const create = async (
    news: Registered,
    seconds?: number,
): Promise<{ id: string; outs: Record<string, unknown> }> => {
    const id = news.volumePrefix;
    const doing = `create config drive ${id}`;
    try {
        const built = builtDrives.take(news);
        const state = await onHost(doing, news, limitOf("create", news, seconds), async (host) =>
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
    seconds?: number,
): Promise<{ id: string; props: Record<string, unknown> }> => {
    const doing = `read config drive ${id}`;
    const state = stateOf(id, record);
    try {
        const now = await onHost(doing, state, limitOf("read", state, seconds), (host) => readDrive(host, state));
        // The engine shows no outputs that a second refresh finds unchanged.
        if (isDrift(now.drive)) sayDrift(id, now.drive);
        else if (now.drive !== state.drive) say(`config drive ${id}: ${now.drive}`);
        return { id, props: sealSecrets(renewRecord(record, state, now)) };
    } catch (error) {
        throw failure(doing, id, error);
    }
};

const UNCOMPARED =
    "This run can't check whether its domains still have their drives. To skip this check, set detectDrift: false.";

/**
 * What the domain lost and an update would restore; empty if nothing. A diff doesn't have to know: if the host can't be
 * asked, the answer is nothing.
 */
export const findLoss = async (id: string, record: StateRecord): Promise<string> => {
    const state = stateOf(id, record);
    return (await look("look at the domain", state, UNCOMPARED, (host) => findLossOn(host, state))) ?? "";
};

/** What the same run can still create. */
const CAN_APPEAR: readonly ErrorCode[] = ["pool-not-found", "pool-inactive", "domain-not-found"];

const canAppear = (error: unknown): boolean => error instanceof ConfigDriveError && CAN_APPEAR.includes(error.code);

const UNFORESEEN = "This preview can't check the host. To skip this check, set checkHost: false.";

/**
 * Checks a planned drive against its host before anything is done, under a short deadline. A host that can't be asked
 * causes a warning, and so does a pool or a domain that doesn't exist yet.
 *
 * @param record The drive's outputs if it exists.
 * @throws Failure what `create` or `update` would fail with
 */
export const foresee = async (news: CheckedInputs, record?: StateRecord): Promise<void> => {
    const id = news.volumePrefix;
    if (hasUnknown([news.connection, news.connectionPassword])) return;
    const doing = `check config drive ${id}`;
    const own = record && recordedMark(stateOf(id, record));
    const isPlanned = !hasUnknown(news.imageDigest);
    const built = isPlanned ? (builtDrives.take(news) ?? (await rebuildFromSources(doing, news))) : undefined;
    const found = (await look(doing, news, UNFORESEEN, (host) => foreseeOn(host, news, built, own))) ?? [];
    const shown = (error: unknown): string => explain(doing, error).message;
    for (const error of found.filter(canAppear)) {
        warn(id, `up fails unless this program creates what is missing: ${shown(error)}`);
    }
    const others = found.filter((error) => !canAppear(error));
    if (others.length > 0) throw withoutTrace(new Error(others.map(shown).join("\n")));
};

/** The declarations of drives that are about to replace those with the same id. */
const replacements = new Map<string, CheckedInputs>();

/** Notes that a drive is to be replaced by one in another place. One that isn't known yet is that of a preview. */
export const expectReplacement = (id: string, news: RawInputs): void => {
    if (isChecked(news) && !hasUnknown(news)) replacements.set(id, news);
};

/**
 * Checks the place of a drive's replacement, before the drive is deleted: a mistyped host or domain mustn't cost a
 * machine its drive.
 */
const requireReplaceable = async (id: string, seconds?: number): Promise<void> => {
    const news = replacements.get(id);
    replacements.delete(id);
    if (news === undefined) return;
    const doing = `replace config drive ${id}`;
    try {
        const built = builtDrives.take(news) ?? (await rebuildFromSources(doing, news));
        const limit = limitOf("delete", news, seconds);
        const [problem] = await onHost(doing, news, limit, (host) => foreseeOn(host, news, built));
        if (problem !== undefined) throw problem;
    } catch (error) {
        throw new Error(`${explain(doing, error).message} The drive stays where it is.`, { cause: error });
    }
};

/** Updates the drive to a new declaration. */
export const update = async (
    id: string,
    record: StateRecord,
    news: Registered,
    seconds?: number,
): Promise<{ outs: Record<string, unknown> }> => {
    const doing = `update config drive ${id}`;
    const olds = stateOf(id, record);
    try {
        const built = builtDrives.take(news);
        const state = await onHost(doing, news, limitOf("update", news, seconds), async (host) =>
            updateDrive(host, olds, news, built ?? (await rebuildFromSources(doing, news))),
        );
        return { outs: outputsOf(id, state) };
    } catch (error) {
        throw failure(doing, id, error, news.__provider);
    }
};

/**
 * Deletes the drive.
 *
 * @param successor The state of the drive that replaces it, if that was created first.
 */
export const remove = async (
    id: string,
    record: StateRecord,
    seconds?: number,
    successor?: StateRecord,
): Promise<void> => {
    const doing = `delete config drive ${id}`;
    const state = stateOf(id, record);
    try {
        await requireReplaceable(id, seconds);
        const next = successor && stateOf(id, successor);
        await onHost(doing, state, limitOf("delete", state, seconds), (host) => deleteDrive(host, state, next));
    } catch (error) {
        throw failure(doing, id, error);
    }
};
