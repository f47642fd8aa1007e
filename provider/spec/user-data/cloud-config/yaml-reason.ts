import yaml, { type Mark } from "yaml-js";
import type { PyYamlLoader } from "./pyyaml/block.ts";
import { YamlMistake } from "./pyyaml/node.ts";

/** A mistake in a text: its place, and a reason that shows nothing of the text, which is secret. */
export interface Mistake {
    readonly mark: Mark;
    readonly reason: string;
}

/** What a reason can depend on. */
interface Context {
    readonly lines: readonly string[];
    /** Where the mistake was noticed. */
    readonly at: Mark;
    /** Where the thing starts that the mistake is in. */
    readonly start: Mark;
    /** Where the innermost open list or mapping starts. */
    readonly open: Mark;
    readonly problem: string;
}

const START: Mark = { line: 0, column: 0, index: 0 };

const lineNumber = ({ line }: Mark): string => `line ${line + 1}`;

const lineOf = ({ lines }: Context, { line }: Mark): string => lines[line] ?? "";

/** The reasons for characters that can't start a value. */
const STARTS: Readonly<Record<string, string>> = {
    "@": "has a value that starts with @, which YAML reserves; put it in quotes",
    "`": "has a value that starts with `, which YAML reserves; put it in quotes",
    "%": "has a value that starts with %, which YAML reserves; put it in quotes",
    "|": "has a | inside a [list] or {mapping}; put the value in quotes",
    ">": "has a > inside a [list] or {mapping}; put the value in quotes",
};

const ofCharacter = (context: Context): Mistake => {
    const { at } = context;
    const line = lineOf(context, at);
    const character = Array.from(line)[at.column] ?? "";
    const place = /^\s*$/.test(line)
        ? "has a tab on a blank line; remove the tab"
        : "is indented with a tab where YAML requires spaces";
    const tab = /^\s*$/.test(line.slice(0, at.column)) ? place : "has a tab where YAML requires spaces";
    return {
        mark: at,
        reason: character === "\t" ? tab : (STARTS[character] ?? "has a character that can't start a value"),
    };
};

const ofExtraColon = (context: Context): Mistake => {
    const { at } = context;
    const isSecond = /:\s/.test(lineOf(context, at).slice(0, at.column));
    return {
        mark: at,
        reason: isSecond
            ? "has a second colon; put the value in quotes"
            : "has a key where the value of an earlier line continues; check the indentation and that line's colon",
    };
};

const hasEnded = ({ problem }: Context): boolean => /<(stream|document) (start|end)>/.test(problem);

const unclosed = (context: Context): Mistake => {
    const { open, at } = context;
    const reason = hasEnded(context)
        ? "opens a [list] or {mapping} that isn't closed"
        : `opens a [list] or {mapping} that isn't closed, or lacks a comma, before ${lineNumber(at)}`;
    return { mark: open, reason };
};

const inFlow = (context: Context): Mistake => {
    const { open, at } = context;
    if (hasEnded(context) || at.line > open.line) return unclosed(context);
    return { mark: at, reason: "has a [list] or {mapping} that lacks a comma or isn't closed" };
};

/** A value is missing inside a [list] or {mapping}, in front of the character that comes instead. */
const noFlowValue = (context: Context): Mistake => {
    const { at, problem } = context;
    if (hasEnded(context)) return unclosed(context);
    if (problem.endsWith("found ,")) return { mark: at, reason: "has a [list] or {mapping} with an extra comma" };
    if (problem.endsWith("found :")) {
        return { mark: at, reason: "has a value that starts with a colon in a [list] or {mapping}; put it in quotes" };
    }
    return unclosed(context);
};

const noBlockEnd = (context: Context): Mistake => {
    const { at, start, problem } = context;
    if (/[\]},]$/.test(problem)) return { mark: at, reason: "has a bracket or a comma without an opening bracket" };
    if (problem.endsWith("<scalar>"))
        return { mark: at, reason: "has text after the end of a value, e.g. after a quote" };
    return {
        mark: at,
        reason: `has inconsistent indentation: it doesn't continue what starts in ${lineNumber(start)}`,
    };
};

const reasoned =
    (reason: string) =>
    ({ at }: Context): Mistake => ({ mark: at, reason });

const started =
    (reason: string) =>
    ({ start }: Context): Mistake => ({ mark: start, reason });

/** yaml-js's reasons by how they start, with ours: yaml-js quotes tags, names and the surrounding text. */
const REASONS: readonly (readonly [beginning: RegExp, mistake: (context: Context) => Mistake])[] = [
    [/^found character .+ that cannot start any token/s, ofCharacter],
    [/^could not find expected ':'/, started("has a key without a colon")],
    [/^mapping values are not allowed/, ofExtraColon],
    [/^sequence entries are not allowed/, reasoned("has a list item (-) that must start on a line of its own")],
    [/^mapping keys are not allowed/, reasoned("has a ? that must start on a line of its own")],
    [/^expected ',' or '[\]}]'/, inFlow],
    [/^expected <block end>/, noBlockEnd],
    [/^found unexpected end/, started("opens a quote that isn't closed")],
    [/^found unexpected document separator/, started("opens a quote that isn't closed before --- or ...")],
    [/^(found unknown escape|expected escape)/, reasoned("has an invalid backslash escape in double quotes")],
    [/^expected alphabetic or numeric/, reasoned("has an invalid anchor (&name) or alias (*name)")],
    [
        /^(found undefined tag|expected URI|expected ' ' but found|expected '[!>]')/,
        reasoned("has an invalid tag (!name)"),
    ],
    [/^expected (chomping|indentation|a comment)/, reasoned("has an invalid block header (| or >)")],
    [
        /^expected '<document start>'/,
        reasoned("doesn't continue what starts above; check the indentation and the brackets"),
    ],
    [
        /^(found (duplicate|incompatible) YAML|duplicate tag|expected (a digit|alphanumeric))/,
        reasoned("has an invalid line that starts with %"),
    ],
];

const ofProblem = (context: Context, isFlow: boolean): Mistake => {
    const found = REASONS.find(([beginning]) => beginning.test(context.problem))?.[1];
    if (found !== undefined) return found(context);
    if (isFlow) return noFlowValue(context);
    if (context.problem.startsWith("expected the node content")) {
        return { mark: context.at, reason: "has a bracket, a comma or a colon where a value is expected" };
    }
    return { mark: context.at, reason: "isn't valid YAML" };
};

/** Jinja in front of any quote of its line. */
const JINJA = /^[^'"]*\{[{%]/;

const NO_HEADER =
    'has {{ … }} or {% … %}, but the text doesn\'t start with "## template: jinja"; add that line, or put the value in quotes';

/** A jinja expression outside quotes looks like a mapping, and fails wherever YAML notices. */
const ofTemplate = (mistake: Mistake, lines: readonly string[]): Mistake =>
    JINJA.test(lines[mistake.mark.line] ?? "") ? { mark: mistake.mark, reason: NO_HEADER } : mistake;

/** The mistake that made the reading of a text fail. */
export const mistakeOf = (error: unknown, loader: PyYamlLoader, text: string): Mistake => {
    const lines = text.split(/\r\n|[\r\n\u0085\u2028\u2029]/);
    if (error instanceof YamlMistake) return ofTemplate({ mark: error.mark, reason: error.message }, lines);
    if (!(error instanceof yaml.errors.MarkedYAMLError)) return { mark: START, reason: "isn't valid YAML" };
    const at = error.problem_mark ?? error.context_mark ?? START;
    const start = error.context_mark ?? at;
    const open = loader.marks.at(-1) ?? start;
    const isFlow = error.context === "while parsing a flow node";
    return ofTemplate(
        ofProblem({ lines, at, start, open, problem: error.problem ?? error.context ?? "" }, isFlow),
        lines,
    );
};
