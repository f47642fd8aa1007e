/** What the process keeps of the hosts between the engine's calls, and how an operation works on one. */

import { KnownReferences } from "../domain/references.ts";
import { LibvirtError } from "../libvirt/error.ts";
import { explain } from "../libvirt/explain.ts";
import { UnreadableXmlError } from "../libvirt/xml.ts";
import type { PlacementInputs, Timeouts } from "../model/inputs.ts";
import { ConfigDriveError } from "../text/errors.ts";
import { type HostHandle, KnownPools } from "../volume/host.ts";
import { Connections } from "./connections.ts";
import { sayProgress, warn, warnOfHost } from "./messages.ts";
import { type Limit, Operations } from "./operations.ts";

const DEFAULT_TIMEOUT_S = 300;

const connections = new Connections(process.env);
const operations = new Operations();
const pools = new KnownPools();
const references = new KnownReferences();

/** Ends the operations that are running; each ends in a state from which the next run resumes. */
export const interrupt = (): void => operations.interrupt();

/** Where a drive is, and how long its operations may take. */
export type Place = Pick<PlacementInputs, "connection" | "connectionPassword" | "timeouts" | "volumePrefix">;

/** Works on a host under a deadline. */
export const onHost = async <T>(
    doing: string,
    { connection: uri, connectionPassword: password, volumePrefix }: Place,
    { kind, seconds }: Pick<Limit, "kind" | "seconds">,
    work: (host: HostHandle) => Promise<T>,
): Promise<T> =>
    await operations.run(doing, { seconds, kind, uri }, async (signal, interruption) =>
        work({
            client: await connections.get(uri, signal, password),
            signal,
            pools,
            references,
            guests: {
                interruption,
                client: () => connections.get(uri, interruption, password, "guests"),
                connectAnew: () => connections.anew(uri, interruption, password),
            },
            tell: sayProgress,
            warn: (warning) => warn(volumePrefix, warning),
        }),
    );

/**
 * How long an operation may take.
 *
 * @param custom Pulumi's `customTimeouts`; `timeouts` overrides it.
 */
export const limitOf = (
    kind: keyof Timeouts,
    { timeouts }: Place,
    custom?: number,
): Pick<Limit, "kind" | "seconds"> => ({
    kind,
    seconds: timeouts?.[kind] ?? custom ?? DEFAULT_TIMEOUT_S,
});

/** Seconds to look at a host. One that doesn't answer costs a run this time once. */
const LOOK_S = 5;
const silentHosts = new Set<string>();

/** Says once for each host why nothing is known of it. */
const passOver = (uri: string, error: unknown, consequence: string): void => {
    if (silentHosts.has(uri)) return;
    silentHosts.add(uri);
    const isSlow = error instanceof ConfigDriveError && error.code === "timed-out";
    const why = isSlow
        ? `${uri} didn't answer within ${LOOK_S} s.`
        : explain(`connect to ${uri}`, error).message.replace(/\.?$/, ".");
    warnOfHost(`${why} ${consequence}`);
};

/** Whether an error is about one domain only; a refresh or an update reports it. */
const isOfDomain = (error: unknown): boolean => error instanceof LibvirtError || error instanceof UnreadableXmlError;

const isInterruption = (error: unknown): boolean => error instanceof ConfigDriveError && error.code === "aborted";

/**
 * Looks at a host under a short deadline, and changes nothing. Undefined if the host can't be asked.
 *
 * @param consequence What the run can't do then; said once for each host.
 */
export const look = async <T>(
    doing: string,
    place: Place,
    consequence: string,
    work: (host: HostHandle) => Promise<T>,
): Promise<T | undefined> => {
    const { connection } = place;
    if (silentHosts.has(connection)) return undefined;
    try {
        return await onHost(doing, place, { kind: "read", seconds: LOOK_S }, work);
    } catch (error) {
        if (!isOfDomain(error) && !isInterruption(error)) passOver(connection, error, consequence);
        return undefined;
    }
};
