import { isObject } from "../../json.ts";
import { type Path, showPath } from "../../path.ts";
import { findDeprecated } from "./deprecated.ts";
import { findUndecodable } from "./encoded-content.ts";
import { capped, type Findings, MOST_FINDINGS, NONE, problem, together, warning } from "./findings.ts";
import { FORK_KEYS } from "./fork-keys.ts";
import { pythonType } from "./pyyaml/python-value.ts";
import { readBounded } from "./read-bounded.ts";
import { KNOWN_KEYS } from "./schema.ts";
import { type Finding, reasonFor, yamlKindOf } from "./schema-finding.ts";
import { findUnrendered } from "./template.ts";
import { findInvalid } from "./validate.ts";
import { type Position, showPosition, type YamlDocument } from "./yaml.ts";

/** A place in a cloud-config. A key the schema doesn't name can be a secret; its line identifies it. */
const showPlace = (path: Path): string =>
    path
        .map((step) => (typeof step === "number" || KNOWN_KEYS.has(step) ? showPath([step]) : "[…]"))
        .reduce((place, step) => (place === "" || step.startsWith("[") ? place + step : `${place}.${step}`), "");

const isForks = ({ kind, path }: Finding): boolean =>
    kind === "unknown-key" && path.length === 1 && FORK_KEYS.has(String(path[0]));

/** Why an unknown top-level key is an error although another program can use it, and the remedy. */
const OTHERS = "cloud-init ignores it; if another program uses it, set strictUserData: false";

const wordsFor = (finding: Finding, config: unknown): string => {
    const reason = reasonFor(finding, config);
    if (finding.kind !== "unknown-key") return `${showPlace(finding.path)} ${reason}`.trimStart();
    const parent = showPlace(finding.path.slice(0, -1));
    if (parent !== "") return `${parent} has an ${reason}`;
    return `${reason}${reason.endsWith("?") ? " " : "; "}${OTHERS}`;
};

/** A finding, before its line is known. Only those that are reported get words: to look for near keys takes time. */
interface Told {
    readonly path: Path;
    readonly reason: () => string;
}

/** Reasons with their lines, in the order of the lines. */
const placed = (told: readonly Told[], lineOf: YamlDocument["lineOf"]): readonly string[] => {
    const lines = told.map(({ path, reason }) => ({ line: lineOf(path), reason })).sort((a, b) => a.line - b.line);
    const first = lines.slice(0, MOST_FINDINGS).map(({ line, reason }) => `line ${line}: ${reason()}`);
    return capped(first, lines.length);
};

const invalidIn = (config: unknown): readonly Told[] =>
    findInvalid(config)
        .filter((finding) => !isForks(finding))
        .map((finding) => ({ path: finding.path, reason: () => wordsFor(finding, config) }));

const undecodableIn = (config: unknown): readonly Told[] =>
    findUndecodable(config).map(({ path, reason }) => ({ path, reason: () => `${showPlace(path)} ${reason}` }));

const deprecatedIn = (config: unknown): readonly Told[] =>
    findDeprecated(config).map(({ path, since }) => ({
        path,
        reason: () => `${showPlace(path)} has been deprecated since cloud-init ${since}`,
    }));

const ofDuplicate = (duplicate: Position | undefined): Findings =>
    duplicate === undefined
        ? NONE
        : warning(`${showPosition(duplicate)}: duplicate key; cloud-init only uses the last one`);

/** A key after the header, e.g. of a text whose line breaks were folded, or are still written as \\n. */
const ON_FIRST_LINE = /^\s*#cloud-config(?:[ \t]+|\\n)[A-Za-z_][\w-]*:/i;

const ON_HEADER =
    "line 1: has settings on the line of the header, where they are a comment; put each on its own line (in YAML inputs, write the text after |)";

/** Checks the text of a cloud-config: its YAML, its keys and the types of their values. */
export const checkDocument = (text: string): Findings => {
    const read = readBounded(text);
    if (!("kind" in read)) return read;
    const { value, lineOf, duplicate } = read;
    // Only a first line or comments: cloud-init does nothing, as declared.
    if (value === undefined || value === null) return ON_FIRST_LINE.test(text) ? problem(ON_HEADER) : NONE;
    if (!isObject(value) || pythonType(value) !== undefined) {
        const reason = `must be a mapping of keys to values, not ${yamlKindOf(value)}`;
        return problem(...placed([{ path: [], reason: () => reason }], lineOf));
    }
    return together([
        ofDuplicate(duplicate),
        findUnrendered(text),
        {
            problems: placed([...invalidIn(value), ...undecodableIn(value)], lineOf),
            warnings: placed(deprecatedIn(value), lineOf),
        },
    ]);
};
