import { nameOfMedium } from "../domain/medium.ts";
import type { State } from "../model/state.ts";
import { lookupVolume } from "../volume/find.ts";
import type { HostHandle } from "../volume/host.ts";
import { deletionOf } from "../volume/remove.ts";
import type { Job } from "./job.ts";

/** Says which drive was taken over, and what became of its image. */
export const reportAdopted = async (
    host: HostHandle,
    { prepared, leftovers }: Pick<Job, "prepared" | "leftovers">,
    { retiredVolumes, volumePath }: State,
): Promise<void> => {
    const adopted = new Map((prepared?.adopted ?? []).map((disk) => [nameOfMedium(disk), disk.target]));
    for (const [path, target] of adopted) {
        if (path === volumePath) continue;
        const took = `took over the config drive at ${target}`;
        if (retiredVolumes.includes(path)) {
            host.warn(`${took}; its image ${path} is still in use, and a later update deletes it`);
        } else if (leftovers.includes(path)) {
            host.warn(
                `${took} and deleted its image ${path}. If another stack declares that drive, remove it there (pulumi state delete), or its next up takes the drive back`,
            );
        } else {
            const volume = await lookupVolume(host, path).catch(() => undefined);
            const file = { path, ...(volume && { volume }) };
            host.warn(
                `${took}; its image ${path} stays. If nothing else needs it, delete it: ${deletionOf(host, file)}`,
            );
        }
    }
};
