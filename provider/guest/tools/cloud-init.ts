import type { DisabledBy, GuestFiles, Sight } from "../sight.ts";
import { bootOf, hasErrors, withErrors, withKilled } from "./cloud-init-stages.ts";
import { type Fields, fieldsOf, idOf, member, messagesOf, parseFields, someText, textOf } from "./untrusted.ts";

/**
 * These names exist only in the boot that made them. What they link to, in /var/lib/cloud/data, can be of an earlier
 * boot or of the machine that the image was made on.
 */
const RUN = "/run/cloud-init";

/** Far more than a document with hundreds of warnings. */
const MAX_DOCUMENT = 1024 * 1024;
const MAX_LINE = 4096;

const SEEN = { by: "agent", tool: "cloud-init" } as const;

/** The kernel's id of the boot that a guest is in. */
export const readBootId = async (files: GuestFiles): Promise<string | undefined> => {
    const bytes = await files.read("/proc/sys/kernel/random/boot_id", MAX_LINE);
    return bytes && idOf(textOf(bytes));
};

const v1Of = (bytes: Uint8Array | undefined): Fields | undefined => {
    const document = bytes && parseFields(textOf(bytes));
    return document && fieldsOf(member(document, "v1"));
};

/** In the order in which cloud-init's generator looks: what is left is a ds-identify that found nothing. */
const whyDisabled = async (files: GuestFiles): Promise<DisabledBy> => {
    const kernel = await files.read("/proc/cmdline", MAX_LINE);
    const isArgument = kernel !== undefined && textOf(kernel).split(/\s+/).includes("cloud-init=disabled");
    if (isArgument) return "kernel-argument";
    return (await files.read("/etc/cloud/cloud-init.disabled", 1)) === undefined ? "no-datasource" : "file";
};

const readDisabled = async (files: GuestFiles): Promise<Sight | undefined> => {
    if ((await files.read(`${RUN}/disabled`, 1)) === undefined) return undefined;
    const disabledBy = await whyDisabled(files);
    return { ...SEEN, phase: "disabled", disabledBy, stages: [], bootId: await readBootId(files) };
};

/**
 * Judges status.json and result.json of any version from 22.1 on. The first is written at the start and the end of each
 * stage, the second when the last stage has ended.
 */
const judge = (status: Fields, result: Fields | undefined): Sight => {
    const boot = bootOf(status);
    const datasource = someText(member(status, "datasource")) ?? someText(member(result ?? {}, "datasource"));
    if (result === undefined) return { ...SEEN, phase: "running", stage: boot.stage, stages: boot.stages, datasource };
    const stages = withErrors(withKilled(boot.stages, status), messagesOf(member(result, "errors")));
    return { ...SEEN, phase: hasErrors(stages) ? "failed" : "done", stages, datasource };
};

/**
 * What cloud-init's own files say of this boot. Undefined if there is nothing yet, or nothing that can be read as its
 * documents: cloud-init isn't there, hasn't started, or has been killed while it wrote.
 */
export const readCloudInit = async (files: GuestFiles): Promise<Sight | undefined> => {
    // The result first: if it exists, the status beside it is the last one.
    const result = await files.read(`${RUN}/result.json`, MAX_DOCUMENT);
    const status = await files.read(`${RUN}/status.json`, MAX_DOCUMENT);
    if (result === undefined && status === undefined) return readDisabled(files);
    const ended = v1Of(result);
    const stages = v1Of(status);
    if (stages === undefined && ended === undefined) return undefined;
    const id = await files.read(`${RUN}/.instance-id`, MAX_LINE);
    return {
        ...judge(stages ?? {}, result && (ended ?? {})),
        instanceId: id && idOf(textOf(id)),
        bootId: await readBootId(files),
    };
};
