import type { DisabledBy, GuestCommands, Phase, Sight, StageReport } from "../sight.ts";
import { type Boot, bootOf, hasErrors, withErrors, withKilled } from "./cloud-init-stages.ts";
import { type Fields, idOf, member, messagesOf, parseFields, someText } from "./untrusted.ts";

const MAX_OUTPUT = 1024 * 1024;
const MAX_LINE = 4096;

/** `boot_status_code`. cloud-init looks at the file and the arguments first: the generator means no datasource. */
const DISABLED: ReadonlyMap<unknown, DisabledBy> = new Map([
    ["disabled-by-marker-file", "file"],
    ["disabled-by-kernel-cmdline", "kernel-argument"],
    ["disabled-by-kernel-command-line", "kernel-argument"],
    ["disabled-by-environment-variable", "environment"],
    ["disabled-by-generator", "no-datasource"],
]);

/** "Running in stage: init", where the datasource isn't known yet, and with errors up to 23.3. */
const stageIn = (detail: string | undefined): string | undefined => /^Running in stage: (\S+)$/.exec(detail ?? "")?.[1];

/** 22.4 to 23.3 report the time of the last event, but no stages. */
const hasRun = (output: Fields, { stages }: Boot): boolean =>
    stages.length > 0 || someText(member(output, "last_update")) !== undefined;

/**
 * What became of a boot that had errors. From 24.1 on, the extended status says so. 23.4 lists the stages; one that
 * systemd ended lists no error. Before that an error is known, but not whether more stages follow.
 */
const phaseOfError = (extended: string, boot: Boot): Phase => {
    if (extended.endsWith("- running")) return "running";
    if (extended.includes(" - ")) return "failed";
    return boot.stages.length > 0 && hasErrors(boot.stages) && !boot.hasEnded ? "running" : "failed";
};

/**
 * Any module can leave the mark that switches cloud-init off at the next boot, and many images do. Then the status is
 * "disabled" although this boot was done: before 24.1 only once it was over, from then on at any time.
 */
const phaseOfDisabled = (output: Fields, boot: Boot): Phase => {
    if (!hasRun(output, boot)) return "disabled";
    if (boot.stages.length > 0 && !boot.hasEnded) return "running";
    return hasErrors(boot.stages) ? "failed" : "done";
};

const phaseOf = (output: Fields, boot: Boot): Phase | undefined => {
    const status = member(output, "status");
    const extended = someText(member(output, "extended_status")) ?? "";
    if (status === "disabled" || extended.endsWith("- disabled")) return phaseOfDisabled(output, boot);
    if (status === "error") return phaseOfError(extended, boot);
    if (status === "running" || status === "done") return status;
    // "not run" up to 23.4.
    return status === "not started" || status === "not run" ? "unseen" : undefined;
};

/** The stages, with the errors that none of them has. 23.4 lists none if systemd says that a unit failed. */
const stagesIn = (output: Fields, boot: Boot, phase: Phase): readonly StageReport[] => {
    const isOver = phase === "done" || phase === "failed";
    const stages = isOver ? withKilled(boot.stages, output) : boot.stages;
    const all = withErrors(stages, messagesOf(member(output, "errors")));
    return phase === "failed" && !hasErrors(all) ? withErrors(all, ["a systemd unit of cloud-init failed"]) : all;
};

/**
 * What `cloud-init status --format json` of 22.4 to 26.2 says of this boot. Undefined if the output is no status of a
 * known kind: older versions don't have the option. The exit code of the command depends on version and distribution.
 */
export const judgeStatus = (text: string): Sight | undefined => {
    const output = parseFields(text);
    if (output === undefined) return undefined;
    const boot = bootOf(output);
    const phase = phaseOf(output, boot);
    if (phase === undefined) return undefined;
    const detail = someText(member(output, "detail"));
    const stages = stagesIn(output, boot, phase);
    return {
        by: "agent",
        tool: "cloud-init",
        phase: phase === "done" && hasErrors(stages) ? "failed" : phase,
        disabledBy: phase === "disabled" ? DISABLED.get(member(output, "boot_status_code")) : undefined,
        stage: phase === "running" ? (boot.stage ?? stageIn(detail)) : undefined,
        stages,
        datasource: detail?.startsWith("DataSource") ? detail : someText(member(output, "datasource")),
    };
};

const line = async (commands: GuestCommands, path: string, args: readonly string[]): Promise<string | undefined> => {
    const answer = await commands.run(path, args, MAX_LINE);
    return answer?.exitCode === 0 ? idOf(answer.output) : undefined;
};

/**
 * What cloud-init says of this boot if it is asked by its command. Undefined if the command doesn't exist or its answer
 * isn't understood.
 */
export const askCloudInit = async (commands: GuestCommands): Promise<Sight | undefined> => {
    const answer = await commands.run("cloud-init", ["status", "--format", "json"], MAX_OUTPUT);
    const sight = answer && judgeStatus(answer.output);
    if (sight === undefined || sight.phase === "unseen") return sight;
    const bootId = await line(commands, "cat", ["/proc/sys/kernel/random/boot_id"]);
    if (sight.phase === "disabled") return { ...sight, bootId };
    return { ...sight, bootId, instanceId: await line(commands, "cloud-init", ["query", "instance_id"]) };
};
