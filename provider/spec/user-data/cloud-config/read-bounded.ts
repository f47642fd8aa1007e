import { type Findings, problem, warning } from "./findings.ts";
import { readYaml, showPosition, type YamlDocument } from "./yaml.ts";

/** Larger texts aren't checked: this bounds the cost of a check. */
export const LARGEST: number = 1024 * 1024;

/** More values than any real cloud-config has. Each alias counts as its target, so a few can't hide many values. */
const MAX_VALUES = 50_000;

/** Whether a value is small enough to be walked with its aliases expanded; a value that contains itself never is. */
const isBounded = (value: unknown): boolean => {
    const waiting: unknown[] = [value];
    let seen = 0;
    while (waiting.length > 0) {
        const next = waiting.pop();
        if (++seen > MAX_VALUES) return false;
        if (typeof next !== "object" || next === null) continue;
        for (const part of Object.values(next)) waiting.push(part);
    }
    return true;
};

const TOO_LARGE = warning("is too large to check against cloud-init's schema once its aliases are expanded");

/** The document in a YAML text, or why it can't be checked. */
export const readBounded = (text: string): YamlDocument | Findings => {
    if (text.length > LARGEST) return warning("is larger than 1 MiB, so it isn't checked against cloud-init's schema");
    const read = readYaml(text);
    if (read.kind === "too-large") return TOO_LARGE;
    if (read.kind === "problem") {
        const place = read.position === undefined ? "" : `${showPosition(read.position)}: `;
        const [reason = "", ...remedy] = read.reason.split("; ");
        return problem([`${place}${reason}, so cloud-init can't read any of it`, ...remedy].join("; "));
    }
    return isBounded(read.value) ? read : TOO_LARGE;
};
