import { LibvirtError } from "../../provider/libvirt/error.ts";
import { explain } from "../../provider/libvirt/explain.ts";
import { CONNECTION_ERRORS, ConfigDriveError } from "../../provider/text/errors.ts";

/** The state of a thing: fine, worth a look, or preventing a drive. */
export type Status = "ok" | "warn" | "fail";

/** What was found about one thing. */
export interface Finding {
    readonly status: Status;
    /** The thing, in one or two words. */
    readonly about: string;
    /** Its state and, unless it is fine, what to do. */
    readonly text: string;
}

export const ok = (about: string, text: string): Finding => ({ status: "ok", about, text });
export const warn = (about: string, text: string): Finding => ({ status: "warn", about, text });
export const fail = (about: string, text: string): Finding => ({ status: "fail", about, text });

/** Whether an error comes from the host, and isn't a bug in this program. */
export const isAnswer = (error: unknown): error is ConfigDriveError | LibvirtError =>
    error instanceof ConfigDriveError || error instanceof LibvirtError;

/** One thing to examine. */
export interface Section {
    readonly about: string;
    /** Start of the message for an error that libvirt doesn't explain. */
    readonly doing: string;
    readonly look: () => Promise<readonly Finding[]>;
}

const isLast = (error: ConfigDriveError | LibvirtError): boolean =>
    error instanceof ConfigDriveError && CONNECTION_ERRORS.includes(error.code);

/** Examines one thing after another. One that can't be examined is a finding too. */
export const lookAt = async (sections: readonly Section[]): Promise<readonly Finding[]> => {
    const findings: Finding[] = [];
    for (const { about, doing, look } of sections) {
        try {
            findings.push(...(await look()));
        } catch (error) {
            if (!isAnswer(error)) throw error;
            findings.push(fail(about, explain(doing, error).message));
            if (isLast(error)) break;
        }
    }
    return findings;
};
