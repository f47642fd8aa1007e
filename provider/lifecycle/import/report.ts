import { isDriveAlias } from "../../model/mark.ts";
import { showProblem } from "../../model/problem.ts";
import type { HostHandle } from "../../volume/host.ts";
import { findReferences } from "../../volume/in-use.ts";
import type { Declared } from "./declare.ts";
import type { FoundImage } from "./image.ts";
import type { ImportPlace } from "./place.ts";

/** Most paths that a message names. */
const MAX_NAMED = 3;

/** Says what on the drive isn't in its inputs. */
export const reportDropped = (
    { warn }: HostHandle,
    { drive: { omitted, undeclared } }: FoundImage,
    { dropped }: Declared,
): void => {
    for (const problem of [...dropped, ...undeclared]) {
        warn(`the next update changes this on the drive, because inputs can't declare it: ${showProblem(problem)}`);
    }
    if (omitted.length === 0) return;
    const more = omitted.length > MAX_NAMED ? " …" : "";
    warn(
        `the next update removes files, because inputs can't declare them: ${omitted.slice(0, MAX_NAMED).join(" ")}${more}`,
    );
};

/** Warns if a domain has the drive whose volume is imported: the resource wouldn't manage it there. */
export const reportAttached = async (
    host: HostHandle,
    { connection }: ImportPlace,
    image: FoundImage,
): Promise<void> => {
    const file = { path: image.stored.medium.path, volume: image.volume };
    const { users } = await findReferences(host, file);
    const user = users.find(({ alias }) => isDriveAlias(alias));
    if (user === undefined) return;
    const { name } = user.domain;
    host.warn(
        `is imported as a volume only, but domain "${name}" has this drive at ${user.target}. To manage it there, import "${connection}|${name}"`,
    );
};
