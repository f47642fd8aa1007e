import { quote } from "../../provider/guest/findings.ts";
import { identityOf } from "../../provider/guest/identity.ts";
import type { Sight } from "../../provider/guest/sight.ts";
import type { GuestReport } from "../../provider/model/guest.ts";
import type { Problem } from "../../provider/model/problem.ts";
import { ConfigDriveError } from "../../provider/text/errors.ts";
import type { ExitCode } from "../io/io.ts";

/** How a watch ended. `failed`: with errors in the guest. `unknown`: the end of the first boot wasn't seen. */
export type Status = GuestReport["status"] | "failed" | "unknown";

/** What is known at the end of a watch. */
export interface Verdict {
    readonly status: Status;
    readonly problems: readonly Problem[];
    readonly warnings: readonly Problem[];
}

/** Done; failed; not seen to its end, or not begun. */
export const EXIT_CODES: Readonly<Record<Status, ExitCode>> = {
    done: 0,
    degraded: 0,
    failed: 1,
    pending: 3,
    unknown: 3,
};

/** What a verdict depends on, besides how the wait ended. */
export interface Evidence {
    /** What was seen last. */
    readonly sight: Sight | undefined;
    /** The instance id on the drive, if it is known. */
    readonly instanceId?: string | undefined;
    /** Whether recoverable errors are problems too. */
    readonly isStrict: boolean;
}

/** What the guest's tool said, stage by stage; each text once. */
const wordsOf = ({ sight }: Evidence, kind: "errors" | "warnings"): readonly Problem[] => {
    const problems = (sight?.stages ?? []).flatMap(({ name, [kind]: texts }) =>
        texts.map((reason) => ({ path: name, reason })),
    );
    return [...new Map(problems.map((problem) => [`${problem.path}: ${problem.reason}`, problem])).values()];
};

const isOver = ({ sight }: Evidence): boolean => sight?.phase === "done" || sight?.phase === "failed";

const showOther = ({ instanceId = "", datasource = "an unknown source" }: Sight, own = ""): string =>
    `booted with instance id ${quote(instanceId, [])} from ${quote(datasource, [])}, not with ${own}, which is the drive's. If the drive is newer than this boot, the guest takes it at its next one. Otherwise remove the other source of data (a NoCloud seed, another drive, an image that was booted before).`;

const judgeError = (error: Error, evidence: Evidence): Verdict => {
    const { sight, instanceId, isStrict } = evidence;
    const errors = wordsOf(evidence, "errors");
    const warnings = wordsOf(evidence, "warnings");
    const isOfGuest = error instanceof ConfigDriveError && error.code.startsWith("guest-");
    const message = { path: isOfGuest ? "guest" : "host", reason: error.message };
    // What it says of its boot isn't about this drive.
    if (sight && identityOf(sight, { instanceId }) === "another") {
        return { status: "pending", problems: [{ path: "guest", reason: showOther(sight, instanceId) }], warnings: [] };
    }
    if (!(error instanceof ConfigDriveError) || error.code !== "guest-failed") {
        return { status: "unknown", problems: [message], warnings: [...errors, ...warnings] };
    }
    const words = isStrict ? [...errors, ...warnings] : errors;
    return {
        status: "failed",
        // The message repeats the words, unless the guest failed in another way: it stopped, or its tool is off.
        problems: isOver(evidence) && words.length > 0 ? words : [message, ...words],
        warnings: isStrict ? [] : warnings,
    };
};

/**
 * Judges the end of a watch.
 *
 * @param outcome The report, or why there is none.
 */
export const judge = (outcome: GuestReport | Error, evidence: Evidence): Verdict => {
    if (outcome instanceof Error) return judgeError(outcome, evidence);
    return { status: outcome.status, problems: [], warnings: wordsOf(evidence, "warnings") };
};
