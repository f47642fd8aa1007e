import type { Disk } from "../../provider/domain/definition.ts";
import { nameOfMedium } from "../../provider/domain/medium.ts";
import type { Part } from "../../provider/domain/read.ts";
import { secretWordsOf } from "../../provider/guest/secret-words.ts";
import { recoverDrive } from "../../provider/image/recover.ts";
import type { RawInputs } from "../../provider/model/inputs.ts";
import { downloadBeginning } from "../../provider/volume/download.ts";
import type { HostHandle } from "../../provider/volume/host.ts";
import { askDrives } from "../doctor/drives.ts";

/** The config drive of a running machine, and what its guest is to take from it. */
export interface WatchedDrive {
    readonly disk: Disk;
    /** Undefined if the drive can't be read. */
    readonly instanceId?: string | undefined;
    readonly hostname?: string | undefined;
    /** Texts on the drive that no message may contain. */
    readonly secrets: readonly string[];
}

/** Nova's VFAT images have this size. The id of a larger drive isn't worth the time to download it. */
const MAX_IMAGE = 64 * 1024 * 1024;

const textOf = (inputs: RawInputs, key: string): string | undefined => {
    const value = inputs[key];
    return typeof value === "string" && value !== "" ? value : undefined;
};

/** Finds a machine's config drive, no matter which program attached it, and reads it. Undefined if it has none, or more than one. */
export const findWatchedDrive = async (host: HostHandle, live: Part): Promise<WatchedDrive | undefined> => {
    const { own, others } = await askDrives(host, [live]);
    const [disk, ...more] = [...own, ...others].filter((each) => nameOfMedium(each) !== "");
    if (disk === undefined || more.length > 0) return undefined;
    const recovery = recoverDrive(await downloadBeginning(host, disk, MAX_IMAGE));
    if ("reason" in recovery) return { disk, secrets: [] };
    const { inputs } = recovery.drive;
    return {
        disk,
        instanceId: textOf(inputs, "uuid"),
        hostname: textOf(inputs, "hostname"),
        secrets: secretWordsOf(inputs),
    };
};
