import type { GuestTool } from "../model/guest.ts";
import type { Sight } from "./sight.ts";
import type { Wanted } from "./wanted.ts";

/** Whether a guest has taken this drive, another source of data, or nobody can say yet. */
export type Identity = "ours" | "another" | "unknown";

/** Tools that record the instance id of a drive. */
const WITH_ID: readonly (GuestTool | undefined)[] = ["cloud-init", "cloudbase-init"];

/** What cloud-init and CirrOS call this source of data. */
const CONFIG_DRIVE = /config-?drive/i;

/**
 * A console shows no instance id. Its boot took another source of data if it says so. One that began before the drive
 * came, as far as anybody knows, says nothing about the drive.
 */
const identityOnConsole = ({ datasource, stages }: Sight, isFresh: boolean | undefined): Identity => {
    if (datasource !== undefined && !CONFIG_DRIVE.test(datasource)) return "another";
    return isFresh === false && stages.every(({ name }) => name !== "init-local") ? "unknown" : "ours";
};

/** Whose data a guest has taken, by the instance id. Tools that don't show one are believed. */
export const identityOf = (
    sight: Sight,
    wanted: Pick<Wanted, "instanceId"> & Partial<Pick<Wanted, "isFresh">>,
): Identity => {
    const { by, tool, instanceId } = sight;
    if (wanted.instanceId === undefined) return "ours";
    if (instanceId !== undefined) {
        return instanceId.toLowerCase() === wanted.instanceId.toLowerCase() ? "ours" : "another";
    }
    if (by === "console") return identityOnConsole(sight, wanted.isFresh);
    return by === "agent" && WITH_ID.includes(tool) ? "unknown" : "ours";
};
