import { ConfigDriveError } from "../text/errors.ts";
import { virsh } from "../text/shell-word.ts";
import type { Course } from "./course.ts";
import type { Glance } from "./eyes.ts";
import { quote, quoteStages } from "./findings.ts";
import { identityOf } from "./identity.ts";
import type { Machine } from "./machine.ts";
import { scrub } from "./scrub.ts";
import type { Sight } from "./sight.ts";
import type { GuestHandle, Wanted } from "./wanted.ts";
import { doing, NO_AGENT, toolOf } from "./words.ts";

/** What was seen last. */
interface Seen {
    readonly machine?: Machine;
    readonly glance?: Glance;
}

const sightNow = (sight: Sight, { secrets }: Wanted): string => {
    const tool = toolOf(sight);
    if (sight.by === "hostName") return "the guest has the drive's host name";
    if (sight.by === "drive") return "the guest has read the drive";
    if (sight.phase === "done" || sight.phase === "failed")
        return `${tool} has finished, and may still restart the guest`;
    return sight.stage === undefined ? `${tool} is at work` : `${tool} is in stage ${quote(sight.stage, secrets)}`;
};

/** What a guest is doing, as far as the last look showed it. */
const now = ({ machine, glance }: Seen, wanted: Wanted): string => {
    if (machine === undefined) return "the host can't be reached";
    if (machine.power !== "on") return `the machine is ${machine.power}`;
    if (glance === undefined) return "nothing was seen";
    const { sight, note } = glance;
    if (sight.phase !== "unseen") return sightNow(sight, wanted);
    return note === undefined ? "nothing was seen" : quote(note, wanted.secrets);
};

/** A line about a wait that goes on. */
export const progressLine = ({ ref }: GuestHandle, wanted: Wanted, seen: Seen & { readonly at: number }): string =>
    `domain "${ref.name}": waiting for its first boot: ${now(seen, wanted)} (${Math.round(seen.at)} s)`;

/** A machine that doesn't offer what would show its first boot. */
export const unreachable = ({ ref }: GuestHandle, { secrets }: Wanted, reason: string): ConfigDriveError =>
    new ConfigDriveError("guest-unreachable", `${doing(ref.name)}: ${scrub(reason, secrets)}`);

/** Firmware and kernel read less than this without anybody having looked for the drive. */
const LOOKED_AT = 65_536;

/** What the bytes that were read of the drive suggest. */
const bytesText = (bytes: number | undefined): string => {
    if (bytes === undefined) return "";
    if (bytes >= LOOKED_AT) return ` ${bytes} bytes of the drive were read.`;
    return ` The guest hasn't read the drive (${bytes} bytes, as firmware reads): it has no driver for the drive's bus, looks for another label, or its datasource_list lacks ConfigDrive.`;
};

const lastSeen = ({ course, ...seen }: Seen & { readonly course: Course }, wanted: Wanted): string => {
    const { last } = course;
    const current = `Last seen: ${now(seen, wanted)}.`;
    if (last === undefined || seen.glance?.sight === last) return current;
    return `${current} Before that, ${sightNow(last, wanted)}.`;
};

/** An agent that never came may not be there at all. */
const noAgent = ({ course, glance, machine }: Seen & { readonly course: Course }): string =>
    glance?.sight.by === "agent" && course.last === undefined && machine?.channel === "disconnected"
        ? ` ${NO_AGENT}`
        : "";

const unknownId = ({ last }: Course, wanted: Wanted): string =>
    last !== undefined && identityOf(last, wanted) === "unknown" ? " The guest doesn't show its instance id." : "";

/** A wait that took too long: what was seen last, and what else there is to look at. */
export const timedOut = (
    { client, ref }: GuestHandle,
    wanted: Wanted,
    seen: Seen & { readonly course: Course; readonly bytes: number | undefined },
): ConfigDriveError => {
    const errors = quoteStages(seen.course.last?.stages ?? [], "errors", wanted.secrets);
    const soFar = errors.length === 0 ? "" : ` Errors so far: ${errors.join("; ")}.`;
    const found = `${lastSeen(seen, wanted)}${unknownId(seen.course, wanted)}${soFar}${bytesText(seen.bytes)}${noAgent(seen)}`;
    const look =
        seen.machine?.power === "paused"
            ? `Resume the machine (${virsh(client.uri, "resume", ref.name)})`
            : "Look at the guest's console, and check the host (config-drive doctor)";
    const advice = `${look}. Then run again, with a longer timeout if the guest needs one.`;
    return new ConfigDriveError(
        "guest-timeout",
        `${doing(ref.name)}: it wasn't over within ${wanted.timeoutSeconds} s. ${found} ${advice}`,
    );
};
