import { describe, expect, it } from "vitest";
import { happenedSince, showHappening } from "../../../cli/watch/timeline.ts";
import type { Sight } from "../../../provider/guest/sight.ts";
import { sight, stage } from "./sights.ts";

const lines = (...sights: readonly Sight[]): readonly string[] =>
    sights.flatMap((now, index) => happenedSince(sights[index - 1], now).map(({ about, text }) => `${about}: ${text}`));

describe("happenedSince", () => {
    it("says each thing once, as it is seen", () => {
        const early = sight({ stage: "init-local", stages: [stage("init-local", { seconds: undefined })] });
        const identified = { instanceId: "83679162", datasource: "DataSourceConfigDrive [net,ver=2]" };
        const middle = sight({ ...identified, stage: "init", stages: [stage("init-local"), stage("init")] });
        const end = sight({
            ...identified,
            phase: "failed",
            stages: [
                stage("init-local"),
                stage("init", { seconds: 2, warnings: ["a", "b"] }),
                stage("modules-final", { seconds: 31.96, errors: ["no"], warnings: ["a"] }),
            ],
        });
        expect(lines(early, early, middle, end, end)).toEqual([
            "tool: cloud-init",
            "init-local: runs",
            "datasource: DataSourceConfigDrive [net,ver=2]",
            "instance id: 83679162",
            "init-local: finished after 1.2 s",
            "init: runs",
            "init: finished after 2.0 s, 2 warnings",
            "modules-final: finished after 32.0 s, 1 error, 1 warning",
        ]);
    });

    it("says nothing of a guest that shows nothing", () => {
        expect(lines(sight({ phase: "unseen", tool: undefined, bootId: undefined }))).toEqual([]);
    });

    it("counts the stages again after a restart", () => {
        const first = sight({ instanceId: "a", stages: [stage("init-local")] });
        expect(lines(first, { ...first, bootId: undefined }, first, { ...first, bootId: "second" }).slice(3)).toEqual([
            "boot: the guest has restarted",
            "init-local: finished after 1.2 s",
        ]);
    });

    it("says that the guest took another id after a restart", () => {
        const first = sight({ instanceId: "a" });
        expect(lines(first, { ...first, bootId: "second", instanceId: "b" }).slice(2)).toEqual([
            "boot: the guest has restarted",
            "instance id: b",
        ]);
    });

    it("omits a time that the tool doesn't say", () => {
        expect(lines(sight({ tool: "Ignition", stages: [stage("files", { seconds: undefined })] }))).toEqual([
            "tool: Ignition",
            "files: finished",
        ]);
    });
});

describe("showHappening", () => {
    it("aligns the lines, and lets nothing of the guest steer the terminal", () => {
        expect(showHappening(3.4, { about: "init", text: "runs" })).toBe("    3 s  init            runs");
        expect(showHappening(899.5, { about: "modules-config", text: "runs" })).toBe("  900 s  modules-config  runs");
        expect(showHappening(0, { about: "\u001b[2J", text: "a\nb\u202e" })).toBe(
            "    0 s  \\u001b[2J            a\\u000ab\\u202e",
        );
    });
});
