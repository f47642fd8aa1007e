import { describe, expect, it } from "vitest";
import { type Evidence, EXIT_CODES, judge } from "../../../cli/watch/verdict.ts";
import type { Sight } from "../../../provider/guest/sight.ts";
import { ConfigDriveError } from "../../../provider/text/errors.ts";
import { sight, stage } from "./sights.ts";

const seen = sight({
    phase: "failed",
    stages: [
        stage("init", { warnings: ["key is deprecated"] }),
        stage("modules-final", { errors: ["runcmd failed", "packages failed"], warnings: ["a warning"] }),
    ],
});
const failed = new ConfigDriveError("guest-failed", "the guest failed");
const evidence = (of: Sight | undefined, more: Partial<Evidence> = {}): Evidence => ({
    sight: of,
    isStrict: false,
    ...more,
});

describe("judge", () => {
    it("passes on a report, with the guest's warnings", () => {
        const warned = sight({ stages: [stage("init", { warnings: ["key is deprecated"] })] });
        expect(judge({ status: "done" }, evidence(sight({ stages: [stage("init")] })))).toEqual({
            status: "done",
            problems: [],
            warnings: [],
        });
        expect(judge({ status: "degraded" }, evidence(warned))).toEqual({
            status: "degraded",
            problems: [],
            warnings: [{ path: "init", reason: "key is deprecated" }],
        });
        expect(judge({ status: "pending" }, evidence(undefined))).toEqual({
            status: "pending",
            problems: [],
            warnings: [],
        });
    });

    it("lists errors in the tool's words, stage by stage, and warnings apart", () => {
        expect(judge(failed, evidence(seen))).toEqual({
            status: "failed",
            problems: [
                { path: "modules-final", reason: "runcmd failed" },
                { path: "modules-final", reason: "packages failed" },
            ],
            warnings: [
                { path: "init", reason: "key is deprecated" },
                { path: "modules-final", reason: "a warning" },
            ],
        });
    });

    it("lists warnings among the problems if they fail", () => {
        const warned = sight({ phase: "done", stages: [stage("init", { warnings: ["key is deprecated"] })] });
        expect(judge(failed, evidence(warned, { isStrict: true }))).toEqual({
            status: "failed",
            problems: [{ path: "init", reason: "key is deprecated" }],
            warnings: [],
        });
    });

    it("says what happened where no stage has words for it", () => {
        const message = { path: "guest", reason: "the guest failed" };
        expect(judge(failed, evidence(sight({ phase: "failed" }))).problems).toEqual([message]);
        expect(judge(failed, evidence(undefined)).problems).toEqual([message]);
        const stopped = sight({ stage: "init", stages: [stage("init", { errors: ["no"] })] });
        expect(judge(failed, evidence(stopped)).problems).toEqual([message, { path: "init", reason: "no" }]);
    });

    it("says that the guest booted with another drive, and nothing of that boot", () => {
        const other = { ...seen, instanceId: "a", datasource: "DataSourceNoCloud" };
        expect(judge(failed, evidence(other, { instanceId: "b" }))).toEqual({
            status: "pending",
            problems: [
                {
                    path: "guest",
                    reason: "booted with instance id a from DataSourceNoCloud, not with b, which is the drive's. If the drive is newer than this boot, the guest takes it at its next one. Otherwise remove the other source of data (a NoCloud seed, another drive, an image that was booted before).",
                },
            ],
            warnings: [],
        });
        expect(judge(failed, evidence(other, { instanceId: "A" })).status).toBe("failed");
        expect(judge(failed, evidence(other)).status).toBe("failed");
    });

    it("says each text once", () => {
        const twice = sight({
            stages: [stage("init", { warnings: ["a", "a"] }), stage("config", { warnings: ["a"] })],
        });
        expect(judge({ status: "degraded" }, evidence(twice)).warnings).toEqual([
            { path: "init", reason: "a" },
            { path: "config", reason: "a" },
        ]);
    });

    it.each(["guest-timeout", "guest-unreachable", "domain-not-found", "connect-failed"] as const)(
        "doesn't call a guest failed because of %s, and keeps what was seen until then",
        (code) => {
            expect(judge(new ConfigDriveError(code, "gone"), evidence(seen))).toEqual({
                status: "unknown",
                problems: [{ path: code.startsWith("guest-") ? "guest" : "host", reason: "gone" }],
                warnings: [
                    { path: "modules-final", reason: "runcmd failed" },
                    { path: "modules-final", reason: "packages failed" },
                    { path: "init", reason: "key is deprecated" },
                    { path: "modules-final", reason: "a warning" },
                ],
            });
        },
    );
});

describe("the exit codes", () => {
    it("tell done, failed and not known apart", () => {
        expect(EXIT_CODES).toEqual({ done: 0, degraded: 0, failed: 1, pending: 3, unknown: 3 });
    });
});
