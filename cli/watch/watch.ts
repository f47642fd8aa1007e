import { showMedium } from "../../provider/domain/medium.ts";
import { lookupDomain, readDomain } from "../../provider/domain/read.ts";
import { Failure } from "../../provider/files/failure.ts";
import { awaitGuest } from "../../provider/guest/wait.ts";
import { type ConnectOptions, connect, type DomainRef, type LibvirtClient } from "../../provider/libvirt/client.ts";
import { explain } from "../../provider/libvirt/explain.ts";
import type { GuestMeans, GuestReport, WaitForGuest } from "../../provider/model/guest.ts";
import { toMilliseconds } from "../../provider/model/timeouts.ts";
import { ConfigDriveError } from "../../provider/text/errors.ts";
import { virsh } from "../../provider/text/shell-word.ts";
import { isAnswer } from "../doctor/finding.ts";
import type { ExitCode, Io } from "../io/io.ts";
import { readTimeout } from "../io/timeout.ts";
import { findWatchedDrive, type WatchedDrive } from "./drive.ts";
import { Observer } from "./observer.ts";
import { report } from "./report.ts";
import { judge } from "./verdict.ts";

export interface WatchArguments {
    /** libvirt URI. */
    readonly uri: string;
    /** UUID or name. */
    readonly domain: string;
    /** Time limit for the whole watch, in seconds. @default 900 */
    readonly timeout?: string;
    readonly by?: GuestMeans;
    readonly failOn?: WaitForGuest["failOn"];
    readonly json?: boolean;
}

const DEFAULT_TIMEOUT_S = 900;
const MAX_CALL_MS = 60_000;

/** What to watch, and how. */
interface Order extends WatchArguments {
    readonly timeoutS: number;
    readonly options: ConnectOptions;
    /** Fires when the user interrupts. */
    readonly signal: AbortSignal;
}

const describeDrive = (drive: WatchedDrive | undefined): string => {
    if (drive === undefined) return "the domain has no config drive, or several, so any instance id is accepted";
    const { disk, instanceId } = drive;
    const id =
        instanceId === undefined ? "it can't be read, so any instance id is accepted" : `instance id ${instanceId}`;
    return `${showMedium(disk)} at ${disk.target}; ${id}`;
};

const watchDomain = async (
    client: LibvirtClient,
    ref: DomainRef,
    order: Order,
    observer: Observer,
): Promise<GuestReport> => {
    const { uri, by, failOn = "error", timeoutS, options, signal } = order;
    const doing = `watch domain "${ref.name}"`;
    const host = { client, signal, warn: (warning: string) => observer.warn(warning) };
    const { live } = await readDomain({ client, ref, signal });
    if (live === undefined) {
        const start = virsh(uri, "start", ref.name);
        throw new ConfigDriveError("guest-unreachable", `${doing}: it is shut off. Start it (${start}) and run again.`);
    }
    const drive = await findWatchedDrive({ ...host, warn: () => undefined }, live);
    if (by === "hostName" && drive?.hostname === undefined) {
        const reason = "no config drive with a host name was found that the guest's could be compared with";
        throw new ConfigDriveError("guest-unreachable", `${doing}: ${reason}. Use another value for --by.`);
    }
    observer.drive = drive;
    observer.show([{ about: "drive", text: describeDrive(drive) }]);
    const guest = {
        ...host,
        ref,
        tell: (line: string) => observer.tell(line),
        seen: (sight: Parameters<Observer["see"]>[0]) => observer.see(sight),
        connectAnew: () => connect(uri, options),
    };
    return await awaitGuest(guest, {
        instanceId: drive?.instanceId,
        hostname: drive?.hostname,
        drive: { target: drive?.disk.target },
        by,
        timeoutSeconds: Math.max(1, Math.round(timeoutS - observer.seconds)),
        failOn,
        // People watch a guest that they have just started.
        isFresh: true,
        secrets: drive?.secrets ?? [],
    });
};

/** Connects and watches. What the host or the guest refuses is an outcome too. */
const follow = async (order: Order, observer: Observer): Promise<GuestReport | Error> => {
    const { uri, domain, options, signal } = order;
    try {
        const client = await connect(uri, options);
        try {
            return await watchDomain(client, await lookupDomain(client, domain, signal), order, observer);
        } finally {
            await client.close();
        }
    } catch (error) {
        // It can end a call or a pause, each with an error of its own.
        if (signal.aborted) throw new Failure("watch: interrupted.");
        if (!isAnswer(error)) throw error;
        return explain(`watch domain "${domain}"`, error);
    } finally {
        observer.endProgress();
    }
};

/**
 * `config-drive watch`: follows a guest's first boot until it ends. Changes nothing on the host, except that libvirt
 * marks a domain whose agent was asked as tainted.
 */
export const watch = async (args: WatchArguments, io: Io): Promise<ExitCode> => {
    const { uri, domain, json: asJson = false, failOn } = args;
    const timeoutS = args.timeout === undefined ? DEFAULT_TIMEOUT_S : readTimeout(args.timeout);
    const timeoutMs = Math.min(toMilliseconds(timeoutS), MAX_CALL_MS);
    const options = { environment: io.environment, signal: io.signal, timeoutMs };
    const observer = new Observer(io, asJson);
    const outcome = await follow({ ...args, uri, timeoutS, options, signal: io.signal }, observer);
    const { sight, drive } = observer;
    const isStrict = failOn === "degraded";
    const verdict = judge(outcome, { sight, instanceId: drive?.instanceId, isStrict });
    return report(io, { domain, verdict, observer }, asJson);
};
