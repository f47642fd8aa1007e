import { checkPlacement } from "../../provider/check/placement.ts";
import { Failure } from "../../provider/files/failure.ts";
import { connect } from "../../provider/libvirt/client.ts";
import type { RawInputs } from "../../provider/model/inputs.ts";
import { toMilliseconds } from "../../provider/model/timeouts.ts";
import { resolveSources } from "../../provider/sources/resolve.ts";
import type { HostHandle } from "../../provider/volume/host.ts";
import { beside, loadInputs } from "../io/inputs.ts";
import type { ExitCode, Io } from "../io/io.ts";
import { readTimeout } from "../io/timeout.ts";
import { askHost, judgeHost, judgeUri } from "./connection.ts";
import { type Declared, judgeDeclaration, judgeRules } from "./declaration.ts";
import { askDomain, judgeDomain } from "./domain.ts";
import { type Finding, fail, lookAt, type Section } from "./finding.ts";
import { askPool, askQemuAccount, judgePool, judgePools, poolNames } from "./pools.ts";
import { showFindings } from "./report.ts";

export interface DoctorArguments {
    /** libvirt URI. @default as for the resource */
    readonly uri?: string | undefined;
    /** UUID or name. */
    readonly domain?: string;
    readonly pool?: string;
    /** File, or `-`. */
    readonly inputs?: string;
    /** Time limit for all checks, in seconds. @default 10 */
    readonly timeout?: string;
    readonly json?: boolean;
}

/** What to examine. */
interface Order {
    readonly uri: string;
    readonly domain: string | undefined;
    /** The pool that the drive goes into; undefined for all pools. */
    readonly pool: string | undefined;
    readonly declared: Declared | undefined;
    readonly timeoutS: number;
}

const DEFAULT_TIMEOUT_S = 10;

const textOf = (inputs: RawInputs, key: string): string | undefined => {
    const value = inputs[key];
    return typeof value === "string" && value !== "" ? value : undefined;
};

/** Omits names that no daemon accepts. The declaration's findings already report them. */
const askable = <T extends Pick<Order, "domain" | "pool">>(place: T): T => {
    const refused = checkPlacement({ ...place }).map(({ path }) => path);
    return {
        ...place,
        domain: refused.includes("domain") ? undefined : place.domain,
        pool: refused.includes("pool") ? undefined : place.pool,
    };
};

/** Reads the declaration, if any. The options override it. */
const readOrder = async (
    args: DoctorArguments,
    io: Io,
): Promise<{ readonly order: Order; readonly findings: readonly Finding[] }> => {
    const timeoutS = args.timeout === undefined ? DEFAULT_TIMEOUT_S : readTimeout(args.timeout);
    const defaultUri = io.environment["LIBVIRT_DEFAULT_URI"] || "qemu:///system";
    const { domain, pool } = args;
    const plain = { domain, pool, uri: args.uri ?? defaultUri, timeoutS, declared: undefined };
    if (args.inputs === undefined) return { order: plain, findings: [] };
    const parsed = await loadInputs(args.inputs, io);
    if (!parsed.ok) return { order: plain, findings: [fail(parsed.problem.path, parsed.problem.reason)] };
    const { inputs } = parsed;
    const place = {
        uri: args.uri ?? textOf(inputs, "connection") ?? defaultUri,
        domain: domain ?? textOf(inputs, "domain"),
        pool: pool ?? textOf(inputs, "pool"),
    };
    const merged = {
        ...inputs,
        connection: place.uri,
        ...(place.domain !== undefined && { domain: place.domain }),
        ...(place.pool !== undefined && { pool: place.pool }),
    };
    const resolved = await resolveSources(merged, beside(parsed));
    const { declared, findings } = await judgeDeclaration(resolved.inputs, resolved.problems);
    const order = askable({ ...place, pool: declared?.inputs.pool ?? place.pool });
    return { order: { ...order, timeoutS, declared }, findings };
};

const lookAtPools = async (host: HostHandle, { pool, declared }: Order): Promise<readonly Finding[]> => {
    const qemu = await askQemuAccount(host.client, host.signal);
    const demand = { isNamed: pool !== undefined, size: declared?.inputs.imageSize ?? 1, qemu };
    const pools = await Promise.all((await poolNames(host, pool)).map((name) => askPool(host, name)));
    const found = pools.map((each) => judgePool(each, demand));
    return pool === undefined ? [...found, ...judgePools(pools)] : found;
};

const lookAtDomain = async (host: HostHandle, name: string, { declared }: Order): Promise<readonly Finding[]> => {
    const seen = await askDomain(host, name);
    const rules = declared === undefined ? [] : await judgeRules(host, declared, seen.state);
    return [...judgeDomain(seen), ...rules];
};

const lookAtHost = async (host: HostHandle, order: Order, tookMs: number): Promise<readonly Finding[]> => {
    const { client, signal } = host;
    const { domain } = order;
    const sections: readonly Section[] = [
        {
            about: "connection",
            doing: "examine the host",
            look: async () => judgeHost(await askHost(client, signal), tookMs),
        },
        { about: "pools", doing: "examine the pools", look: () => lookAtPools(host, order) },
    ];
    if (domain === undefined) return await lookAt(sections);
    const doing = `examine domain "${domain}"`;
    return await lookAt([...sections, { about: "domain", doing, look: () => lookAtDomain(host, domain, order) }]);
};

const connectAndLook = async (order: Order, io: Io): Promise<readonly Finding[]> => {
    const { uri, timeoutS } = order;
    const timeoutMs = toMilliseconds(timeoutS);
    const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), io.signal]);
    const start = io.now();
    const client = await connect(uri, { environment: io.environment, signal, timeoutMs });
    try {
        return await lookAtHost({ client, signal, warn: () => undefined }, order, io.now() - start);
    } finally {
        await client.close();
    }
};

const examine = (order: Order, io: Io): Promise<readonly Finding[]> => {
    const { uri } = order;
    return lookAt([
        { about: "uri", doing: "read the URI", look: async () => [judgeUri(uri)] },
        { about: "connection", doing: `connect to ${uri}`, look: () => connectAndLook(order, io) },
    ]);
};

/**
 * `config-drive doctor`: checks whether a host, and a domain on it, can take config drives. Changes nothing there.
 */
export const doctor = async (args: DoctorArguments, io: Io): Promise<ExitCode> => {
    const { order, findings } = await readOrder(args, io);
    const found = [...findings, ...(await examine(order, io))];
    if (io.signal.aborted) throw new Failure("doctor: interrupted.");
    io.print(showFindings(found, args.json === true));
    return found.some(({ status }) => status === "fail") ? 1 : 0;
};
