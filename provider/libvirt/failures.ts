import type { ErrorCode } from "../text/errors.ts";
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

/** The daemon closed the connection, or the link broke. */
export const closedByPeer = (cause: Error | undefined): End => {
    if (cause instanceof LinkError) return { code: "connect-failed", text: cause.message, cause };
    const how = cause === undefined ? "the daemon closed the connection" : `the connection broke (${cause.message})`;
    return {
        code: "connect-failed",
        text: `${how}. Check that the daemon is running and read its log (journalctl -u libvirtd -u virtqemud), then run again.`,
        cause,
    };
};

/** This program closed the connection. */
export const closedHere = (): End => ({
    code: "aborted",
    text: "this program closed the connection. Run again.",
    cause: undefined,
});

/** Unanswered calls occupy every place. */
export const silentPeer = (): End => ({
    code: "timed-out",
    text: "the daemon no longer answers any call. Check that it responds (virsh -c URI list). If it doesn't, restart it. Then run again.",
    cause: undefined,
});

/** The peer doesn't answer keepalive questions either. */
export const noSignOfLife = ({ intervalMs, count }: KeepaliveTimes): End => ({
    code: "timed-out",
    text: `the host hasn't answered for ${(intervalMs * (count + 1)) / 1000} s. Check that it is up and reachable, then run again.`,
    cause: undefined,
});

/** The peer violates the protocol. */
export const brokenProtocol = (cause: unknown): End => {
    const what = cause instanceof ProtocolError ? cause.message : "data that can't be decoded";
    const text = `the peer sent ${what}. Check that a libvirt daemon listens there.`;
    return { code: "host-failed", text, cause };
};

/** A call that ended with its connection. The message begins with `doing`. */
export const lostCall = (doing: string, { code, text, cause }: End, sent: boolean): LostConnectionError =>
    new LostConnectionError(code, `${doing}: ${text}`, sent, { cause });

/** A call that the daemon didn't answer in time. */
export const timedOutCall = (doing: string, timeoutMs: number): UnansweredCallError => {
    const text = `the daemon hasn't answered for ${timeoutMs / 1000} s. Check that it responds (virsh -c URI list). If it doesn't, read its log (journalctl -u libvirtd -u virtqemud) and restart it. Then run again.`;
    return new UnansweredCallError("timed-out", `${doing}: ${text}`);
};

const isTimeout = (reason: unknown): boolean => reason instanceof Error && reason.name === "TimeoutError";

/** A call whose signal fired, for the caller's deadline or because the user cancelled. */
export const abortedCall = (doing: string, reason: unknown): UnansweredCallError => {
    const [code, text] = isTimeout(reason)
        ? ([
              "timed-out",
              "the time allowed ran out. Check that the host responds (virsh -c URI list), or allow more time.",
          ] as const)
        : (["aborted", "the operation was cancelled. Run again."] as const);
    return new UnansweredCallError(code, `${doing}: ${text}`, { cause: reason });
};
