import { inspectDrive } from "../disk/inspect.ts";
import { findDomain } from "../domain/read.ts";
import type { State } from "../model/state.ts";
import type { HostHandle } from "../volume/host.ts";
import { inspectContent, inspectVolume } from "../volume/inspect.ts";
import { recordedDrive } from "./stored.ts";

/** Describes what is wrong with the volume; empty if nothing is. */
const findDrift = async (host: HostHandle, state: State): Promise<string> => {
    const drift = await inspectVolume(host, state.pool, state.volumeKey, state.imageSize);
    return drift === "" && state.verify === "content" ? await inspectContent(host, state) : drift;
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
