import { isObject } from "../../json.ts";
import { type Path, showPath } from "../../path.ts";
import { kindOf } from "../../reason.ts";
import { findDeprecated } from "./deprecated.ts";
import { type Finding, reasonFor } from "./finding.ts";
import { type Findings, NONE, problem, together, warning } from "./findings.ts";
import { FORK_KEYS } from "./forks.ts";
import { linesOf } from "./lines.ts";
import { KNOWN_KEYS } from "./schema.ts";
import { isBounded } from "./size.ts";
import { findInvalid } from "./validate.ts";
import { type Position, readYaml, type YamlDocument } from "./yaml.ts";

/** Larger texts aren't checked: the limit for what a check may cost. */
const LARGEST = 1024 * 1024;

/** Findings of each kind that are told. */
const MOST = 20;

const capped = (reasons: readonly string[]): readonly string[] =>
    reasons.length > MOST ? [...reasons.slice(0, MOST), `and ${reasons.length - MOST} more like these`] : reasons;

const showPosition = ({ line, column }: Position): string => `line ${line}, column ${column}`;

/** A place in a cloud-config. A key that the schema doesn't name may be a secret; its line tells which one it is. */
export const showPlace = (path: Path): string =>
    path
        .map((step) => (typeof step === "number" || KNOWN_KEYS.has(step) ? showPath([step]) : "[…]"))
        .reduce((place, step) => (place === "" || step.startsWith("[") ? place + step : `${place}.${step}`), "");

const isForks = ({ kind, path }: Finding): boolean =>
    kind === "unknown-key" && path.length === 1 && Object.hasOwn(FORK_KEYS, String(path[0]));

/** Why a key at the top is refused although some program may know it, and what to do then. */
const OTHERS = "cloud-init ignores it; for another program that knows it, set strictUserData: false";

const inWords = (finding: Finding, config: unknown): string => {
    const reason = reasonFor(finding, config);
    if (finding.kind !== "unknown-key") return `${showPlace(finding.path)} ${reason}`.trimStart();
    const parent = showPlace(finding.path.slice(0, -1));
    if (parent !== "") return `${parent} has an ${reason}`;
    return `${reason}${reason.endsWith("?") ? " " : "; "}${OTHERS}`;
};

interface Told {
    readonly path: Path;
    readonly reason: string;
}

/** Reasons with their lines, in the order of the lines; the text is looked through for these only if there are any. */
const placed = (told: readonly Told[], text: string, events: YamlDocument["events"]): readonly string[] => {
    if (told.length === 0) return [];
    const lineOf = linesOf(text, events);
    const lines = told.map(({ path, reason }) => ({ line: lineOf(path), reason }));
    return capped(lines.sort((a, b) => a.line - b.line).map(({ line, reason }) => `line ${line}: ${reason}`));
};

const invalidIn = (config: unknown): readonly Told[] =>
    findInvalid(config)
        .filter((finding) => !isForks(finding))
        .map((finding) => ({ path: finding.path, reason: inWords(finding, config) }));

const deprecatedIn = (config: unknown): readonly Told[] =>
    findDeprecated(config).map(({ path, since }) => ({
        path,
        reason: `${showPlace(path)} is deprecated since cloud-init ${since}`,
    }));

const ofDuplicate = (duplicate: Position | undefined): Findings =>
    duplicate === undefined
        ? NONE
        : warning(`${showPosition(duplicate)}: a key that is there already; cloud-init takes the last one only`);

/** A YAML text's document, or why it can't be looked at. */
export const readBounded = (text: string): YamlDocument | Findings => {
    if (text.length > LARGEST) return warning("is larger than 1 MiB and isn't checked against cloud-init's schema");
    const read = readYaml(text);
    if (read.kind === "problem") {
        const place = read.position === undefined ? "" : `${showPosition(read.position)}: `;
        return problem(`${place}${read.reason}, so that cloud-init can't read any of it`);
    }
    if (isBounded(read.value)) return read;
    return warning("is too large, once its aliases are followed, to be checked against cloud-init's schema");
};

/** Checks the text of a cloud-config: its YAML, its keys and the types of their values. */
export const checkDocument = (text: string): Findings => {
    const read = readBounded(text);
    if (!("kind" in read)) return read;
    const { value, events, duplicate } = read;
    // A first line alone, or comments: cloud-init does nothing, which is what it says.
    if (value === undefined || value === null) return NONE;
    if (!isObject(value)) {
        const kind = kindOf(value) === "an object" ? "something else" : kindOf(value);
        return problem(
            ...placed([{ path: [], reason: `must be a mapping of keys to values, not ${kind}` }], text, events),
        );
    }
    return together([
        ofDuplicate(duplicate),
        {
            problems: placed(invalidIn(value), text, events),
            warnings: placed(deprecatedIn(value), text, events),
        },
    ]);
};
