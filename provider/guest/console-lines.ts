import { oneLine } from "../text/one-line.ts";
import type { Sight, StageReport } from "./sight.ts";

/** What the lines of a console have shown so far. */
export type ConsoleState = Omit<Sight, "by"> & {
    /** How often the machine has restarted while somebody read. */
    readonly restarts: number;
};

/** Before the first line that says anything. */
export const SILENT: ConsoleState = { phase: "unseen", stages: [], restarts: 0 };

/** More messages of one stage, and longer ones, than anybody reads. */
const MAX_MESSAGES = 50;
const MAX_TEXT = 1000;

/** The stage of messages that came before any stage began, or that no stage is known of. */
const UNKNOWN_STAGE = "boot";

/** Changes what the lines have shown, if a line matches. */
interface Rule {
    readonly pattern: RegExp;
    readonly apply: (state: ConsoleState, words: readonly string[]) => ConsoleState;
}

const emptyStage = (name: string): StageReport => ({ name, errors: [], warnings: [] });

const withStage = (stages: readonly StageReport[], name: string): readonly StageReport[] =>
    stages.some((stage) => stage.name === name) ? stages : [...stages, emptyStage(name)];

const withMessage = (stage: StageReport, kind: "errors" | "warnings", text: string): StageReport =>
    stage[kind].length >= MAX_MESSAGES ? stage : { ...stage, [kind]: [...stage[kind], oneLine(text, MAX_TEXT)] };

const add = (
    state: ConsoleState,
    kind: "errors" | "warnings",
    text: string,
    name: string = state.stage ?? state.stages.at(-1)?.name ?? UNKNOWN_STAGE,
): ConsoleState => ({
    ...state,
    stages: withStage(state.stages, name).map((stage) =>
        stage.name === name ? withMessage(stage, kind, text) : stage,
    ),
});

const hasErrors = ({ stages }: ConsoleState): boolean => stages.some(({ errors }) => errors.length > 0);

const finish = (state: ConsoleState): ConsoleState => ({
    ...state,
    phase: hasErrors(state) ? "failed" : "done",
    stage: undefined,
});

const restart = ({ restarts }: ConsoleState): ConsoleState => ({ ...SILENT, restarts: restarts + 1 });

const begin = (state: ConsoleState, stage: string): ConsoleState => {
    const isAgain = stage === "init-local" && state.phase !== "unseen";
    const { stages, ...now } = isAgain ? restart(state) : state;
    return { ...now, phase: "running", tool: "cloud-init", stage, stages: withStage(stages, stage) };
};

/** What a failed module is reported as; cloud-init calls it a warning. */
const FAILED = /^(Running module \S+ .*failed|Failed to run module )/;

const report = (state: ConsoleState, level: string, text: string): ConsoleState => {
    const isError = level === "ERROR" || level === "CRITICAL" || FAILED.test(text);
    return add(state, isError ? "errors" : "warnings", text);
};

/**
 * A line can have a time stamp or the name of a unit in front. No pattern looks at a line more than a few times: a guest
 * can write megabytes a second.
 */
const RULES: readonly Rule[] = [
    {
        pattern: /Cloud-init v\. \S{1,80} running '([\w:-]{1,40})' at /,
        apply: (state, [stage = ""]) => begin(state, stage.replace(":", "-")),
    },
    {
        // The default of `final_message`.
        pattern:
            /Cloud-init v\. \S{1,80} finished at [^.]{1,80}\. Datasource (.{1,200}?)\. {1,2}Up [\d.]{1,20} seconds/,
        apply: (state, [datasource = ""]) => finish({ ...state, tool: "cloud-init", datasource: oneLine(datasource) }),
    },
    {
        pattern: /\.py\[(WARNING|DEPRECATED|ERROR|CRITICAL)\]: (.*)$/,
        apply: (state, [level = "", text = ""]) => report({ ...state, tool: "cloud-init" }, level, text),
    },
    {
        // Each of Ignition's stages ends like this; `files` is the last that can fail for a reason in the drive.
        pattern: /\bfiles: files passed\b/,
        apply: (state) => finish({ ...state, tool: "Ignition" }),
    },
    {
        pattern: /\bIgnition failed: (.*)$/,
        apply: (state, [text = ""]) => finish(add({ ...state, tool: "Ignition" }, "errors", text, "Ignition")),
    },
    {
        pattern: /^=== datasource: (\S{1,80}) /,
        apply: (state, [datasource = ""]) => ({ ...state, phase: "running", datasource }),
    },
    {
        pattern: /^instance-id: (\S{1,256})$/,
        apply: (state, [instanceId = ""]) => ({ ...state, instanceId }),
    },
    { pattern: /^=== cirros: current=/, apply: finish },
    // The kernel prints it at any log level.
    { pattern: /\breboot: Restarting system\b/, apply: restart },
];

/** What a console has shown after one more line. */
export const readLine = (state: ConsoleState, line: string): ConsoleState => {
    for (const { pattern, apply } of RULES) {
        const match = pattern.exec(line);
        if (match !== null) return apply(state, match.slice(1));
    }
    return state;
};

/** What is seen of a guest by the lines of its console. */
export const sightOf = ({ restarts, ...state }: ConsoleState): Sight => ({
    ...state,
    by: "console",
    bootId: `restart ${restarts}`,
});
