import { RouteClosed } from "../agent-error.ts";
import type { GuestCommands, GuestFiles, Phase, Sight, StageReport } from "../sight.ts";
import { lastRun, type Run } from "./cloudbase-init-log.ts";
import { textOf } from "./untrusted.ts";

/** The default of both, in the installer's configuration. */
const LOG = "C:\\Program Files\\Cloudbase Solutions\\Cloudbase-Init\\log\\cloudbase-init.log";
const KEY = "HKLM\\SOFTWARE\\Cloudbase Solutions\\Cloudbase-Init";

/** A boot writes some 100 KiB at the level `debug`. */
const MAX_LOG = 512 * 1024;
const MAX_OUTPUT = 64 * 1024;

/** A plugin's mark: 1 if it's done, 2 if it also wants the next boot, as some do at every boot. */
const MARK = /\sREG_DWORD\s+0x[12]\b/;

/** An id that can stand in a registry key. */
const ID = /^[\w.-]{1,128}$/;

/**
 * Whether plugins were executed for this instance id. The log names the id only at the level `debug`, the registry
 * always does. A plugin that failed or wasn't executed yet has no mark.
 */
const hasMarks = async (commands: GuestCommands, instanceId: string): Promise<boolean> => {
    if (!ID.test(instanceId)) return false;
    try {
        const answer = await commands.run("reg", ["query", `${KEY}\\${instanceId}\\Plugins`], MAX_OUTPUT);
        return answer?.exitCode === 0 && MARK.test(answer.output);
    } catch (error) {
        // The log can be read, whatever else the image forbids.
        if (error instanceof RouteClosed) return false;
        throw error;
    }
};

const phaseOf = ({ hasEnded, failure, service, plugins }: Run): Phase => {
    if (failure !== undefined) return "failed";
    if (!hasEnded) return "running";
    if (service === null) return "disabled";
    return plugins.some(({ errors }) => errors.length > 0) ? "failed" : "done";
};

/** The plugins, and the service itself if it failed. */
const stagesOf = ({ plugins, failure }: Run): readonly StageReport[] =>
    failure === undefined ? plugins : [...plugins, { name: "cloudbase-init", errors: [failure], warnings: [] }];

/**
 * What cloudbase-init says of its last run: by its log, and by the registry whether that was with this instance id.
 * Undefined if it has no log. A plugin that asks for a reboot ends a run without the log's last line; a plugin that
 * failed is executed again in the next run. So the errors of the last run are those that remain.
 */
export const readCloudbaseInit = async (
    files: GuestFiles,
    commands: GuestCommands,
    instanceId: string | undefined,
): Promise<Sight | undefined> => {
    const log = await files.readEnd(LOG, MAX_LOG);
    const run = log && lastRun(textOf(log));
    if (run === undefined) return undefined;
    const isOurs = run.instanceId === undefined && instanceId !== undefined && (await hasMarks(commands, instanceId));
    const phase = phaseOf(run);
    return {
        by: "agent",
        tool: "cloudbase-init",
        phase,
        disabledBy: phase === "disabled" ? "no-datasource" : undefined,
        stage: phase === "running" ? run.plugin : undefined,
        stages: stagesOf(run),
        instanceId: isOurs ? instanceId : run.instanceId,
        datasource: run.service ?? undefined,
        bootId: run.start,
    };
};
