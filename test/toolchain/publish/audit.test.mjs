import { describe, expect, it } from "vitest";
import { Problem } from "../run.mjs";
import { judgeAudit, verdictOf } from "./audit.mjs";

const onGitHub = { GITHUB_ACTIONS: "true" };
const reportOf = (...severities) =>
    JSON.stringify({
        auditReportVersion: 2,
        vulnerabilities: Object.fromEntries(
            severities.map((severity) => [`a-${severity}`, { name: `a-${severity}`, severity, range: "<1.0.0" }]),
        ),
    });

describe("npm audit", () => {
    it("is passed without vulnerabilities, and with lower ones", () => {
        for (const report of [reportOf(), reportOf("low", "moderate")]) {
            expect(judgeAudit(verdictOf(report), onGitHub)).toBeUndefined();
        }
    });

    it.each(["high", "critical"])("is failed with one that is %s, everywhere", (severity) => {
        for (const env of [onGitHub, {}]) {
            expect(() => judgeAudit(verdictOf(reportOf("low", severity)), env)).toThrow(
                `Dependencies have known vulnerabilities. Update them:\n  a-${severity} <1.0.0: ${severity}`,
            );
        }
    });

    // The second is what npm 11 prints when a registry has no such service.
    it.each([
        ["", "no report"],
        ['{"message":"405 Method Not Allowed","statusCode":405,"error":{"summary":""}}', "405 Method Not Allowed"],
        ['{"error":{"code":"ENOAUDIT","summary":"offline"}}', "offline"],
        ['{"vulnerabilities":null}', "no report"],
        ["null", "no report"],
    ])("isn't passed without an answer: %j", (output, reason) => {
        const verdict = verdictOf(output);
        expect(verdict).toEqual({ answered: false, reason });
        expect(judgeAudit(verdict, {})).toContain(reason);
        expect(() => judgeAudit(verdict, onGitHub)).toThrow(Problem);
    });
});
