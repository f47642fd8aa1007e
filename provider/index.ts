/**
 * What the provider text in a stack's state loads, by the name `pulumi-config-drive/provider`. That name, the six
 * functions and what they accept are kept for ever: text and state of every earlier version run through here.
 */

import { randomBytes } from "node:crypto";
import { checkDeclaration } from "./check/declaration.ts";
import { diffState } from "./check/diff.ts";
import { warn } from "./engine/messages.ts";
import type { RawInputs } from "./model/inputs.ts";
import { showProblem } from "./model/problem.ts";
import { sealSecrets } from "./model/secrets.ts";

type Drives = typeof import("./engine/drives.ts");

/** In most runs nothing changes: then what changes drives isn't even loaded. */
const loadDrives = (): Promise<Drives> => import("./engine/drives.ts");

/** Checks a declaration and adds what is planned. Never throws for what the user wrote. */
export const check = async (
    olds: RawInputs,
    news: RawInputs,
): Promise<{ inputs: Record<string, unknown>; failures: { property: string; reason: string }[] }> => {
    const { inputs, problems, warnings, built } = await checkDeclaration(olds, news, randomBytes);
    if (problems.length === 0 && built !== undefined) (await loadDrives()).keepBuilt(inputs, built);
    const prefix = String(inputs["volumePrefix"] ?? news["defaultVolumePrefix"]);
    for (const warning of warnings) warn(prefix, showProblem(warning));
    // Without a property: with one, the engine prints that input's value, secret or not.
    const failures = problems.map((problem) => ({ property: "", reason: showProblem(problem) }));
    return { inputs: sealSecrets(inputs), failures };
};

/** Tells what a change asks for. */
export const diff = async (
    _id: string,
    olds: RawInputs,
    news: RawInputs,
): Promise<{ changes: boolean; replaces: string[]; deleteBeforeReplace: boolean }> => {
    const { changes, replaces } = diffState(olds, news);
    return { changes, replaces: [...replaces], deleteBeforeReplace: true };
};

/** Makes the drive. */
export const create: Drives["create"] = async (...args) => (await loadDrives()).create(...args);

/** Asks the host how the drive is. Drift is told in `drive`; the next `up` mends it. */
export const read: Drives["read"] = async (...args) => (await loadDrives()).read(...args);

/** Brings the drive from its state to a new declaration. */
export const update: Drives["update"] = async (...args) => (await loadDrives()).update(...args);

const remove: Drives["remove"] = async (...args) => (await loadDrives()).remove(...args);

/** Takes the drive away. */
export { remove as delete };
