import { explain } from "../../provider/engine/explain.ts";
import { ConfigDriveError, type ErrorCode } from "../../provider/errors.ts";
import { LibvirtError } from "../../provider/libvirt/error.ts";

/** How something stands: fine, worth a look, or in the way of a drive. */
export type Status = "ok" | "warn" | "fail";

/** What was found out about one thing. */
export interface Finding {
    readonly status: Status;
    /** The thing, in a word or two. */
    readonly about: string;
    /** How it is and, unless it is fine, what to do. */
    readonly text: string;
}

export const ok = (about: string, text: string): Finding => ({ status: "ok", about, text });
export const warn = (about: string, text: string): Finding => ({ status: "warn", about, text });
export const fail = (about: string, text: string): Finding => ({ status: "fail", about, text });

/** Whether an error is an answer of the world, and not a mistake in this program. */
export const isAnswer = (error: unknown): error is ConfigDriveError | LibvirtError =>
    error instanceof ConfigDriveError || error instanceof LibvirtError;

/** A failure in the words that the resource would have for it. */
export const failed = (about: string, doing: string, error: ConfigDriveError | LibvirtError): Finding =>
    fail(about, explain(doing, error).message);

/** Something to look at. */
export interface Section {
    readonly about: string;
    /** How an error begins that libvirt has no other words for. */
    readonly doing: string;
    readonly look: () => Promise<readonly Finding[]>;
}

/** After these nothing more can be asked. */
const LAST: readonly ErrorCode[] = ["aborted", "connect-failed", "timed-out", "unsupported-uri"];

const isLast = (error: ConfigDriveError | LibvirtError): boolean =>
    error instanceof ConfigDriveError && LAST.includes(error.code);

/** Looks at one thing after the other; one that can't be looked at is a finding too. */
export const lookAt = async (sections: readonly Section[]): Promise<readonly Finding[]> => {
    const findings: Finding[] = [];
    for (const { about, doing, look } of sections) {
        try {
            findings.push(...(await look()));
        } catch (error) {
            if (!isAnswer(error)) throw error;
            findings.push(failed(about, doing, error));
            if (isLast(error)) break;
        }
    }
    return findings;
};
