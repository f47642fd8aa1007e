import type { Mark } from "../domain/own-disk.ts";
import { lookupDomain } from "../domain/read.ts";
import type { BuiltDrive } from "../image/build.ts";
import { LibvirtError } from "../libvirt/error.ts";
import { UnreadableXmlError } from "../libvirt/xml.ts";
import { aliasOf } from "../model/mark.ts";
import type { CheckedInputs } from "../model/state.ts";
import { hasUnknown } from "../model/unknown.ts";
import { CONNECTION_ERRORS, ConfigDriveError } from "../text/errors.ts";
import type { HostHandle } from "../volume/host.ts";
import { lookupPool } from "../volume/pool.ts";
import { prepareJob } from "./job.ts";

/** Whether an error is the host's answer. */
const isAnswer = (error: unknown): boolean =>
    error instanceof ConfigDriveError
        ? !CONNECTION_ERRORS.includes(error.code)
        : error instanceof LibvirtError || error instanceof UnreadableXmlError;

const checkDomain = async (
    host: HostHandle,
    news: CheckedInputs,
    built: BuiltDrive | undefined,
    own: Mark,
): Promise<void> => {
    if (news.domain === undefined || hasUnknown(news.domain)) return;
    if (built === undefined || hasUnknown([news.bus, news.target])) {
        await lookupDomain(host.client, news.domain, host.signal);
    } else {
        await prepareJob(host, news, built, own);
    }
};

const checkPool = async (host: HostHandle, { pool }: CheckedInputs): Promise<void> => {
    if (!hasUnknown(pool)) await lookupPool(host, pool, "store the image");
};

/**
 * What a create or an update would fail with before it writes anything. Values that aren't known yet aren't checked.
 *
 * @param built The drive that the inputs make, if its content is known.
 * @param own Identifies the drive if it exists.
 */
export const foresee = async (
    host: HostHandle,
    news: CheckedInputs,
    built: BuiltDrive | undefined,
    own: Mark = { alias: aliasOf(news.volumePrefix), media: [] },
): Promise<readonly unknown[]> => {
    const checks = await Promise.allSettled([checkPool(host, news), checkDomain(host, news, built, own)]);
    const found: readonly unknown[] = checks.flatMap((check) => (check.status === "rejected" ? [check.reason] : []));
    const unanswered = found.find((error) => !isAnswer(error));
    if (unanswered !== undefined) throw unanswered;
    return found;
};
