import type { GuestReport } from "../model/guest.ts";
import { ConfigDriveError } from "../text/errors.ts";
import { quote, quoteStages } from "./findings.ts";
import type { Sight } from "./sight.ts";
import { type Outcome, toReport, type Verdict } from "./verdict.ts";
import type { GuestHandle, Wanted } from "./wanted.ts";
import { doing, HOST_NAME_ONLY, PENDING, rerunAdvice, stoppedEarly, toolOf, whyDisabled } from "./words.ts";

/** What a wait came to, and how. */
export interface Conclusion extends Omit<Verdict, "outcome"> {
    readonly outcome: Outcome | "quiet";
    /** The last sight of the guest. */
    readonly last: Sight | undefined;
}

const failure = (guest: GuestHandle, text: string): ConfigDriveError =>
    new ConfigDriveError("guest-failed", `${doing(guest.ref.name)}: ${text}`);

const pending = ({ ref, warn }: GuestHandle, why: string): GuestReport => {
    warn(`domain "${ref.name}": ${why}`);
    return { status: "pending" };
};

const listed = (texts: readonly string[]): string => texts.map((text) => text.replace(/[.\s]*$/, "")).join("; ");

/** What the guest took its data from, and its instance id, as a message shows them. */
const otherData = (last: Sight | undefined, { secrets, instanceId = "" }: Wanted): string => {
    const from = last?.datasource === undefined ? "" : ` from ${quote(last.datasource, secrets)}`;
    const id = quote(last?.instanceId ?? "unknown", secrets);
    return `the guest booted with instance id ${id}${from}, not with ${quote(instanceId, secrets)}, which is the drive's`;
};

const failed = (guest: GuestHandle, { secrets }: Wanted, { last, stages }: Conclusion): ConfigDriveError => {
    const tool = toolOf(last);
    const errors = quoteStages(stages, "errors", secrets);
    const what = errors.length === 0 ? `${tool} failed, without saying why` : `${tool} reported ${listed(errors)}`;
    return failure(guest, `${what}. ${rerunAdvice(last?.tool)}`);
};

const degraded = (guest: GuestHandle, wanted: Wanted, { last, stages }: Conclusion): GuestReport => {
    const warnings = quoteStages(stages, "warnings", wanted.secrets);
    const tool = toolOf(last);
    if (wanted.failOn === "degraded") {
        const what = `${tool} reported recoverable errors, and failOn is "degraded": ${listed(warnings)}`;
        throw failure(guest, `${what}. ${rerunAdvice(last?.tool)}`);
    }
    // A report stage by stage has them already.
    if (!guest.seen) guest.warn(`domain "${guest.ref.name}": ${tool} reported recoverable errors: ${listed(warnings)}`);
    return toReport("degraded", last ?? { by: "agent" });
};

const done = ({ ref, tell }: GuestHandle, { last }: Conclusion): GuestReport => {
    if (last?.by === "hostName") tell?.(`domain "${ref.name}": ${HOST_NAME_ONLY}`);
    return toReport("done", last ?? { by: "agent" });
};

/** Turns an outcome into the report, with its warnings, or into the error. */
export const conclude = (guest: GuestHandle, wanted: Wanted, conclusion: Conclusion): GuestReport => {
    const { last, outcome } = conclusion;
    const { secrets, isFresh } = wanted;
    switch (outcome) {
        case "done":
            return done(guest, conclusion);
        case "degraded":
            return degraded(guest, wanted, conclusion);
        case "failed":
            throw failed(guest, wanted, conclusion);
        case "stopped":
            throw failure(guest, stoppedEarly(last?.stage && quote(last.stage, secrets)));
        case "disabled":
            if (isFresh) throw failure(guest, `${whyDisabled(last)} Correct that, and reboot the guest.`);
            return pending(guest, whyDisabled(last));
        case "another":
            if (isFresh) throw failure(guest, `${otherData(last, wanted)}. ${PENDING.otherAdvice}`);
            return pending(guest, `${otherData(last, wanted)}. ${PENDING.nextBoot}`);
        case "off":
        case "paused":
        case "quiet":
            return pending(guest, PENDING[outcome]);
    }
};
