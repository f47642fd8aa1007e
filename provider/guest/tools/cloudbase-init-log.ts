import type { StageReport } from "../sight.ts";

/** What cloudbase-init did since its service last started. It starts once in each boot. */
export interface Run {
    /** The time at which it started, as the log has it. */
    readonly start: string | undefined;
    /** The plugins that it executed, in their order. */
    readonly plugins: readonly StageReport[];
    /** The plugin that is executed now. */
    readonly plugin: string | undefined;
    readonly instanceId: string | undefined;
    /** The service that it took its data from, such as `ConfigDriveService`; null if it found none. */
    readonly service: string | null | undefined;
    /** Whether all plugins were executed. If one asked for a reboot, the rest follow in the next run. */
    readonly hasEnded: boolean;
    /** What ended the service itself. */
    readonly failure: string | undefined;
}

interface Line {
    readonly time: string;
    readonly module: string;
    readonly text: string;
}

interface Plugin {
    readonly name: string;
    readonly errors: string[];
    readonly start: string;
    end?: string;
}

/** Long enough for any name or message that is shown; a line can be as long as the log. */
const MAX_LINE = 4000;

/**
 * oslo.log's form: `2026-03-01 10:00:00.123 1234 INFO cloudbaseinit.init [-] Plugins execution done`. At the level DEBUG
 * a function, a file and a line follow, at ERROR a colon and the exception.
 */
const LINE = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) \d+ [A-Z]+ cloudbaseinit\.(init|shell) \[[^\]]*\] (.*)$/;

/** The messages of what runs the plugins, and of what runs that. Lines that continue a message aren't needed. */
const linesOf = (log: string): readonly Line[] =>
    log.split(/\r?\n/).flatMap((line): readonly Line[] => {
        const [, time, module, text] = LINE.exec(line.slice(0, MAX_LINE)) ?? [];
        return time === undefined || module === undefined || text === undefined ? [] : [{ time, module, text }];
    });

/** A message in quotes, before the exception's class and the message again, or only before the end of its line. */
const quoted = (text: string): string =>
    (/^(.+)': [\w.]+: \1$/.exec(text) ?? /^(.*?)'(?:: \w+\.[\w.]+(?:: .*)?)?$/.exec(text))?.[1] ?? text;

const isStart = ({ text }: Line): boolean => text.startsWith("Cloudbase-Init version:");

/** The name in quotes after some words. */
const named = (text: string, words: RegExp): string | undefined => words.exec(text)?.[1];

const secondsBetween = (start: string, end: string | undefined): number | undefined => {
    const at = (time: string): number => Date.parse(`${time.replace(" ", "T")}Z`);
    const seconds = end === undefined ? Number.NaN : (at(end) - at(start)) / 1000;
    return seconds >= 0 && seconds < 86_400 ? seconds : undefined;
};

const pluginsOf = (lines: readonly Line[]): readonly Plugin[] => {
    const plugins: Plugin[] = [];
    for (const { text, time } of lines) {
        const current = plugins.at(-1);
        const [, failed, message] = /^plugin '([^']*)' failed with error '(.*)$/.exec(text) ?? [];
        if (message !== undefined && failed === current?.name) current?.errors.push(quoted(message) || "(no message)");
        if (current !== undefined && !text.startsWith("Plugin '")) current.end ??= time;
        const started = named(text, /^Executing plugin '([^']*)'$/);
        if (started !== undefined) plugins.push({ name: started, errors: [], start: time });
    }
    return plugins;
};

/** Reads the end of cloudbase-init's log; undefined if nothing of a run is in it. */
export const lastRun = (log: string): Run | undefined => {
    const all = linesOf(log);
    if (all.length === 0) return undefined;
    const first = all.findLastIndex(isStart);
    const lines = all.slice(Math.max(first, 0));
    const texts = lines.filter(({ module }) => module === "init").map(({ text }) => text);
    const find = (words: RegExp): string | undefined =>
        texts.map((text) => named(text, words)).find((name) => name !== undefined);
    const plugins = pluginsOf(lines.filter(({ module }) => module === "init"));
    const last = plugins.at(-1);
    const hasNone = texts.some((text) => text.startsWith("No metadata service found"));
    return {
        start: first < 0 ? undefined : lines[0]?.time,
        plugins: plugins.map(({ name, errors, start, end }) => ({
            name,
            seconds: secondsBetween(start, end),
            errors,
            warnings: [],
        })),
        plugin: last?.end === undefined ? last?.name : undefined,
        instanceId: find(/^Instance id: (\S+)/),
        service: hasNone ? null : find(/^Metadata service loaded: '([^']*)'$/),
        hasEnded: texts.some((text) => text.startsWith("Plugins execution done")),
        failure: lines.find(({ module }) => module === "shell")?.text,
    };
};
