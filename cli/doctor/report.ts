import type { Problem } from "../../provider/model/problem.ts";
import { printableLine, showJson } from "../io/text.ts";
import type { Finding, Status } from "./finding.ts";

const problemsOf = (findings: readonly Finding[], wanted: Status): readonly Problem[] =>
    findings.filter(({ status }) => status === wanted).map(({ about, text }) => ({ path: about, reason: text }));

/** The findings as aligned lines, or as JSON with the keys of the other commands. */
export const showFindings = (findings: readonly Finding[], asJson: boolean): string => {
    if (asJson) {
        const problems = problemsOf(findings, "fail");
        const warnings = problemsOf(findings, "warn");
        return showJson({ ok: problems.length === 0, problems, warnings, findings });
    }
    const width = Math.max(...findings.map(({ about }) => about.length));
    return findings
        .map(({ status, about, text }) => `${printableLine(`${status.padEnd(4)}  ${about.padEnd(width)}  ${text}`)}\n`)
        .join("");
};
