import { dirname } from "node:path";

/** Kernel words for the tiny guest that has an agent: `limited-agent` and `tiny/first-boot` explain them. */
export interface AgentOptions {
    /** The only commands of the agent that aren't forbidden. @default all */
    readonly allowed?: readonly string[];
    /** Commands of the agent that are forbidden. @default none */
    readonly forbidden?: readonly string[];
    /** The script starts the agent, by `agent start`. */
    readonly late?: boolean;
    /** The script, for a guest that never looks for its drive. */
    readonly play?: string;
    /** The disk on which the guest counts its boots, such as `/dev/vda`. */
    readonly boots?: string;
}

/** What an agent allows that is limited as in the images of RHEL 10 and its kin: neither files nor programs. */
export const RHEL_COMMANDS: readonly string[] = [
    "guest-sync-delimited",
    "guest-sync",
    "guest-ping",
    "guest-info",
    "guest-get-host-name",
    "guest-get-osinfo",
    "guest-get-users",
    "guest-network-get-interfaces",
    "guest-ssh-get-authorized-keys",
];

/** The kernel words for these options. */
export function agentWords({ allowed, forbidden, late, play, boots }: AgentOptions): string[] {
    return [
        ...(allowed ? [`guest.allow=${allowed.join(",")}`] : []),
        ...(forbidden ? [`guest.forbid=${forbidden.join(",")}`] : []),
        ...(late ? ["guest.late"] : []),
        ...(play === undefined ? [] : [`guest.play=${Buffer.from(play).toString("base64")}`]),
        ...(boots === undefined ? [] : [`guest.boots=${boots}`]),
    ];
}

/** Lines of a script that write a file of the guest at once, as cloud-init writes its own. */
export function writes(path: string, content: string | object): string {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    return `mkdir -p '${dirname(path)}'\ncat >/run/new <<'END OF FILE'\n${text}\nEND OF FILE\nmv /run/new '${path}'\n`;
}

/** Lines of a script that wait until somebody reads a file that the script wrote. */
export function awaitsReader(path: string): string {
    const accessed = `$(stat -c %x '${path}')`;
    // Times of access can be whole seconds.
    return `written="${accessed}"\nsleep 1.1\nuntil [ "${accessed}" != "$written" ]; do sleep 0.2; done\n`;
}

/** What a stage of cloud-init reports. */
export interface PlayedStage {
    readonly errors?: readonly string[];
    /** By level, such as WARNING. */
    readonly recoverable?: Readonly<Record<string, readonly string[]>>;
}

const DATASOURCE = "DataSourceConfigDrive [net,ver=2][source=/dev/sr0]";

/** cloud-init's status while the last of these stages runs, or after all of them. */
function statusOf(stages: Readonly<Record<string, PlayedStage>>, isRunning: boolean): object {
    const names = Object.keys(stages);
    const reports = Object.entries(stages).map(([name, { errors = [], recoverable = {} }], index) => {
        const finished = isRunning && index === names.length - 1 ? null : 20 + 2 * index;
        return [name, { errors, recoverable_errors: recoverable, start: 19 + 2 * index, finished }];
    });
    return { v1: { datasource: DATASOURCE, stage: isRunning ? names.at(-1) : null, ...Object.fromEntries(reports) } };
}

/** Lines of a script that play cloud-init at work in the last of some stages, until its status was read. */
export function playRunning(instanceId: string, stages: Readonly<Record<string, PlayedStage>>): string {
    return [
        writes("/run/cloud-init/.instance-id", instanceId),
        writes("/run/cloud-init/status.json", statusOf(stages, true)),
        awaitsReader("/run/cloud-init/status.json"),
    ].join("");
}

/** Lines of a script that play the end of cloud-init. */
export function playDone(instanceId: string, stages: Readonly<Record<string, PlayedStage>>): string {
    const errors = Object.values(stages).flatMap((stage) => stage.errors ?? []);
    return [
        writes("/run/cloud-init/.instance-id", instanceId),
        writes("/run/cloud-init/status.json", statusOf(stages, false)),
        writes("/run/cloud-init/result.json", { v1: { datasource: DATASOURCE, errors } }),
    ].join("");
}
