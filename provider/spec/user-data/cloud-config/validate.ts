import type { OutputUnit } from "@cfworker/json-schema";
import { schemaAt } from "./pointer.ts";
import { CLOUD_CONFIG, check } from "./schema.ts";
import { type Finding, findingOf } from "./schema-finding.ts";

/** Keywords that only lead to the violation itself. */
const LEADING = [
    "$ref",
    "allOf",
    "properties",
    "patternProperties",
    "additionalProperties",
    "items",
    "additionalItems",
];

/** For a schema `false` the validator only reports the value; the keyword it belongs to is in the unit before. */
const named = (units: readonly OutputUnit[]): readonly OutputUnit[] =>
    units.map((unit, index) => {
        const before = units[index - 1];
        if (unit.keyword !== "false" || before === undefined) return unit;
        return { ...unit, keyword: `no ${before.keyword}`, keywordLocation: before.keywordLocation };
    });

const isWithin = ({ keywordLocation }: OutputUnit, outer: string): boolean =>
    keywordLocation === outer || keywordLocation.startsWith(`${outer}/`);

const isExpected = (finding: Finding): finding is Finding & { readonly kind: "expected" } =>
    finding.kind === "expected";

/** The findings for a value that matches none of several schemas: those of the closest one. */
const ofChoice = (config: unknown, choice: OutputUnit, inner: readonly OutputUnit[]): readonly Finding[] => {
    const whole = findingOf(config, choice);
    const schemas = schemaAt(CLOUD_CONFIG, choice.keywordLocation);
    const branches = Array.from(Array.isArray(schemas) ? schemas : [], (_, index) =>
        findingsOf(
            config,
            inner.filter((unit) => isWithin(unit, `${choice.keywordLocation}/${index}`)),
        ),
    );
    if (branches.some((findings) => findings.length === 0)) return [whole];
    const isAtValue = ({ path }: Finding): boolean => path.length === whole.path.length;
    const wrongKind = (findings: readonly Finding[]): readonly (Finding & { readonly kind: "expected" })[] =>
        findings.filter(isExpected).filter(isAtValue);
    const near = branches.filter((findings) => wrongKind(findings).length === 0).sort((a, b) => a.length - b.length)[0];
    if (near !== undefined) return near;
    const expected = branches.flatMap((findings) => wrongKind(findings).at(-1)?.expected ?? []);
    return [{ kind: "expected", path: whole.path, expected }];
};

const findingsOf = (config: unknown, units: readonly OutputUnit[]): readonly Finding[] => {
    const findings: Finding[] = [];
    for (let at = 0; at < units.length; at++) {
        const unit = units[at];
        if (unit === undefined || LEADING.includes(unit.keyword)) continue;
        if (unit.keyword !== "oneOf" && unit.keyword !== "anyOf") {
            findings.push(findingOf(config, unit));
            continue;
        }
        const rest = units.slice(at + 1);
        const end = rest.findIndex((each) => !isWithin(each, unit.keywordLocation));
        const inner = end === -1 ? rest : rest.slice(0, end);
        findings.push(...ofChoice(config, unit, inner));
        at += inner.length;
    }
    return findings;
};

/** Drops duplicates and keeps one expectation per place: "must be a string" makes "must be one of" redundant. */
const distinct = (findings: readonly Finding[]): readonly Finding[] => {
    const keyOf = ({ kind, path, ...rest }: Finding): string =>
        JSON.stringify([kind, path, kind === "expected" ? undefined : rest]);
    return [...new Map(findings.map((finding) => [keyOf(finding), finding])).values()];
};

/** Every violation of cloud-init's schema in a cloud-config. */
export const findInvalid = (config: unknown): readonly Finding[] =>
    distinct(findingsOf(config, named(check(config).errors)));
