import { inspectDrive } from "../disk/inspect.ts";
import { findDomain } from "../domain/read.ts";
import { LABEL_AREA, readLabel } from "../image/read.ts";
import type { State } from "../model/state.ts";
import { downloadVolume } from "../volume/download.ts";
import { lookupVolume } from "../volume/find.ts";
import type { HostHandle } from "../volume/host.ts";
import { inspectContent, inspectVolume } from "../volume/inspect.ts";
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

/** Reads the drive from the host; `drive` describes any drift. */
export const readDrive = async (host: HostHandle, state: State): Promise<State> => {
    const volume = await findDrift(host, state);
    if (state.domain === undefined) return { ...state, drive: volume || "stored" };
    const ref = await findDomain(host.client, state.domain, host.signal);
    if (ref === undefined) return { ...state, drive: "domain not found" };
    const { drive, isAsWanted, disk } = await inspectDrive({ ...host, ref }, recordedDrive(state));
    return {
        ...state,
        drive: [volume, isAsWanted && volume !== "" ? "" : drive].filter((text) => text !== "").join(", "),
        ...(disk && { attachedBus: disk.bus, attachedTarget: disk.target, diskXml: disk.diskXml }),
    };
};
