import type { ErrorCode } from "../errors.ts";
import { LostConnectionError, ProtocolError, UnansweredCallError } from "./error.ts";
import type { KeepaliveTimes } from "./keepalive.ts";
import { LinkError } from "./transport/link-error.ts";

/** Why a connection ended. */
export interface End {
    readonly code: ErrorCode;
    /** What happened, and what to do. */
    readonly text: string;
    readonly cause: unknown;
}

/** The daemon hung up, or the link broke. */
export const closedByPeer = (cause: Error | undefined): End => {
    if (cause instanceof LinkError) {
        return { code: "connect-failed", text: cause.message, cause };
    }
    const how = cause === undefined ? "the daemon closed the connection" : `the connection broke (${cause.message})`;
    return {
        code: "connect-failed",
        text: `${how}. Check that libvirtd runs and see its log, then run this again.`,
        cause,
    };
};

/** This program hung up. */
export const closedHere = (): End => ({
    code: "aborted",
    text: "the connection was closed by this program. Connect again.",
    cause: undefined,
});

/** Every place for a call is held by one that was never answered. */
export const silentPeer = (): End => ({
    code: "timed-out",
    text: "no call is answered any more. Check that the daemon answers (virsh list), then run this again.",
    cause: undefined,
});

/** The peer doesn't even say that it lives. */
export const noSignOfLife = ({ intervalMs, count }: KeepaliveTimes): End => ({
    code: "timed-out",
    text: `the host has not answered for ${(intervalMs * (count + 1)) / 1000} s. Check that it is up and the way to it, then run this again.`,
    cause: undefined,
});

/** The peer doesn't keep to the protocol. */
export const brokenProtocol = (cause: unknown): End => {
    const what = cause instanceof ProtocolError ? cause.message : "something that can't be read";
    const text = `the peer sent ${what}. Check that it is a libvirt daemon that listens there.`;
    return { code: "host-failed", text, cause };
};

/** A call that ended with its connection. `doing` is how the message begins. */
export const lostCall = (doing: string, { code, text, cause }: End, sent: boolean): LostConnectionError =>
    new LostConnectionError(code, `${doing}: ${text}`, sent, { cause });

/** A call that the daemon left unanswered. */
export const timedOutCall = (doing: string, timeoutMs: number): UnansweredCallError => {
    const text = `no sign of life for ${timeoutMs / 1000} s. Check that the daemon answers (virsh list), or allow more time.`;
    return new UnansweredCallError("timed-out", `${doing}: ${text}`);
};

/** A call whose signal fired: by the caller's own deadline, or because the user gave up. */
export const abortedCall = (doing: string, reason: unknown): UnansweredCallError => {
    const [code, text] = isTimeout(reason)
        ? (["timed-out", "the time allowed was used up. Check that the host answers, or allow more time."] as const)
        : (["aborted", "the operation was cancelled. Run it again."] as const);
    return new UnansweredCallError(code, `${doing}: ${text}`, { cause: reason });
};

const isTimeout = (reason: unknown): boolean => reason instanceof Error && reason.name === "TimeoutError";
