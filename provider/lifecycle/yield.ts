import type { AttachedDrive } from "../disk/attach.ts";
import { detachDrive } from "../disk/detach.ts";
import { showMedium } from "../domain/medium.ts";
import type { Mark } from "../domain/own-disk.ts";
import { partsOf } from "../domain/read.ts";
import type { BuiltDrive } from "../image/build.ts";
import { ConfigDriveError } from "../text/errors.ts";
import type { HostHandle } from "../volume/host.ts";
import { isConfigDrive } from "./other-drives.ts";
import { findOthers, type PreparedDomain } from "./prepare.ts";

/**
 * Two programs that checked at the same time didn't see each other's drive. So each checks again once its own drive is
 * attached, and detaches it if there are two. Nobody can tell afterwards which was first, so both may do so.
 *
 * @param attached Our own drive, and the domain after it was attached.
 */
export const yieldToOther = async (
    host: HostHandle,
    { domain, isNew }: PreparedDomain,
    { spec }: BuiltDrive,
    mark: Mark,
    attached: AttachedDrive,
): Promise<void> => {
    if (!isNew || !isConfigDrive(spec.label)) return;
    const [other] = await findOthers({ ...host, warn: () => undefined }, partsOf(attached.domain), mark);
    if (other === undefined) return;
    await detachDrive(domain, mark, attached.domain);
    throw new ConfigDriveError(
        "drive-conflict",
        `attach config drive to domain "${domain.ref.name}": another drive was attached at the same time, ${showMedium(other)} at ${other.target}, so this one was detached again. Declare only one of the two for this domain, and run again.`,
    );
};
