import { inspectDrive } from "../disk/inspect.ts";
import { findDomain } from "../domain/read.ts";
import { LABEL_AREA, readLabel } from "../image/read.ts";
import { EJECTED_AFTER_BOOT, IMAGE_DELETED, isTakenOut, type State } from "../model/state.ts";
import { downloadVolume } from "../volume/download.ts";
import { lookupVolume } from "../volume/find.ts";
import type { HostHandle } from "../volume/host.ts";
import { inspectContent, inspectVolume } from "../volume/inspect.ts";
import { driveAfterBoot, HAS_BOOTED, isDue } from "./eject-after-boot.ts";
import { withGuest } from "./guest.ts";
import { findHolders } from "./holders.ts";
import { recordedDrive } from "./stored.ts";

/** What an interrupted change of a fixed volume left: no image that anybody recognises, or an empty tray. */
export const findUnfinished = async (
    host: HostHandle,
    { pool, volume: name, volumeKey, volumePath }: State,
): Promise<string> => {
    const start = await downloadVolume(host, volumeKey, LABEL_AREA);
    if (start === undefined || readLabel(start) === "") return "volume holds no readable image";
    const volume = await lookupVolume(host, volumeKey);
    const file = { path: volumePath, name: { pool, name }, ...(volume && { volume }) };
    const [empty] = (await findHolders(host, file)).disks.filter(({ state }) => state === "empty");
    return empty === undefined ? "" : `ejected in the running domain "${empty.domain.ref.name}"`;
};

/** Describes what is wrong with the volume; empty if nothing is. */
const findDrift = async (host: HostHandle, state: State): Promise<string> => {
    const drift = await inspectVolume(host, state.pool, state.volumeKey, state.imageSize);
    if (drift !== "") return drift;
    const content = state.verify === "content" ? await inspectContent(host, state) : "";
    return content === "" && state.fixedVolume ? await findUnfinished(host, state) : content;
};

/** The image of a drive whose image is to be deleted. */
const findRemains = async (host: HostHandle, { volumeKey }: State): Promise<string> =>
    (await lookupVolume(host, volumeKey)) === undefined ? "" : "image not deleted yet";

/** How a drive that was taken out is: as recorded, if the domain has it so. */
const describeTakenOut = (found: string, recorded: string): string => {
    const drive = driveAfterBoot(found);
    return drive === EJECTED_AFTER_BOOT && recorded === IMAGE_DELETED ? recorded : drive;
};

/** Reads the drive from the host; `drive` describes any drift. */
export const readDrive = async (host: HostHandle, recorded: State): Promise<State> => {
    const isDeleted = recorded.drive === IMAGE_DELETED;
    const volume = isDeleted ? await findRemains(host, recorded) : await findDrift(host, recorded);
    if (recorded.domain === undefined) return { ...recorded, drive: volume || "stored" };
    const ref = await findDomain(host.client, recorded.domain, host.signal);
    if (ref === undefined) return { ...recorded, drive: "domain not found" };
    const { state } = await withGuest(host, ref, recorded);
    const due = isDue(recorded, state);
    const { drive, isAsWanted, disk } = await inspectDrive({ ...host, ref }, recordedDrive(due ? recorded : state));
    const found = isTakenOut(recorded) ? describeTakenOut(drive, recorded.drive) : drive;
    return {
        ...state,
        drive: [volume, isAsWanted && volume !== "" ? "" : found, due ? `and ${HAS_BOOTED}` : ""]
            .filter(Boolean)
            .join(", "),
        ...(disk && { attachedBus: disk.bus, attachedTarget: disk.target, diskXml: disk.diskXml }),
    };
};
