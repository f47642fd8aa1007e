/**
 * The module `pulumi-config-drive/provider`, which the provider text in a stack's state loads. That name, the six
 * functions and what they accept never change: text and state of every earlier version run through here.
 */

import { randomBytes } from "node:crypto";
import { checkDeclaration } from "./check/declaration.ts";
import { diffState, looksAtHost } from "./check/diff.ts";
import { sayRepair, warn } from "./engine/messages.ts";
import type { RawInputs } from "./model/inputs.ts";
import { showProblem } from "./model/problem.ts";
import { sealSecrets } from "./model/secrets.ts";
import type { StateRecord } from "./model/state-record.ts";

type Drives = typeof import("./engine/drives.ts");

/** Loaded only when needed: in most runs no drive changes. */
const loadDrives = (): Promise<Drives> => import("./engine/drives.ts");

/** Checks a declaration and adds the plan. Never throws because of what the user wrote. */
export const check = async (
    olds: RawInputs,
    news: RawInputs,
): Promise<{ inputs: Record<string, unknown>; failures: { property: string; reason: string }[] }> => {
    const { inputs, problems, warnings, built } = await checkDeclaration(olds, news, randomBytes);
    if (problems.length === 0 && built !== undefined) (await loadDrives()).keepBuilt(inputs, built);
    const prefix = String(inputs["volumePrefix"] ?? news["__defaultVolumePrefix"]);
    for (const warning of warnings) warn(prefix, showProblem(warning));
    // Without a property: with one, the engine prints that input's value, secret or not.
    const failures = problems.map((problem) => ({ property: "", reason: showProblem(problem) }));
    return { inputs: sealSecrets(inputs), failures };
};

/**
 * Whether the state lacks the text by which the engine finds the dynamic resource's provider, since the plugin wrote it.
 * Only an update adds it, and without it the drive could neither be read nor deleted.
 */
const lacksProvider = (olds: RawInputs, news: RawInputs): boolean =>
    news["__provider"] !== undefined && olds["__provider"] === undefined;

/**
 * Reports what a change requires. If nothing was changed, asks the host whether the domain still has the drive: another
 * program may have taken it, even in the same run. `pulumi up` diffs a drive after it has updated the domain.
 *
 * Says what an update would repair: a preview shows only how the inputs of two runs differ, and drift is in none.
 * A provider could return differences of its own, but Pulumi drops those of providers like this one
 * (`cmd/dynamic-provider` sends no `detailedDiff`, and no inputs to `read`).
 */
export const diff = async (
    id: string,
    olds: StateRecord,
    news: RawInputs,
): Promise<{ changes: boolean; replaces: string[]; deleteBeforeReplace: boolean }> => {
    const { changes, drift, replaces } = diffState(olds, news);
    if (replaces.length > 0) (await loadDrives()).expectReplacement(id, news);
    const loss = !changes && looksAtHost(news) ? await (await loadDrives()).findLoss(id, olds) : "";
    if (drift !== "" || loss !== "") sayRepair(id, drift || loss, news["drive"]);
    const isIncomplete = loss !== "" || lacksProvider(olds, news);
    return { changes: changes || isIncomplete, replaces: [...replaces], deleteBeforeReplace: true };
};

/** Creates the drive. */
export const create: Drives["create"] = async (...args) => (await loadDrives()).create(...args);

/** Reads the drive from the host. `drive` describes drift, and the next `up` repairs it. */
export const read: Drives["read"] = async (...args) => (await loadDrives()).read(...args);

/** Updates the drive to a new declaration. */
export const update: Drives["update"] = async (...args) => (await loadDrives()).update(...args);

const remove: Drives["remove"] = async (...args) => (await loadDrives()).remove(...args);

/** Deletes the drive. */
export { remove as delete };
