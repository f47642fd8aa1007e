import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { follow, type Observation, SETTLE_S, START } from "../../../provider/guest/course.ts";
import { identityOf } from "../../../provider/guest/identity.ts";
import type { Sight } from "../../../provider/guest/sight.ts";
import { type Verdict, verdictOf } from "../../../provider/guest/verdict.ts";
import type { Wanted } from "../../../provider/guest/wanted.ts";
import { OURS, WANTED } from "./guest-host.ts";

const sights: fc.Arbitrary<Sight> = fc
    .record({
        phase: fc.constantFrom("unseen", "running", "done", "failed", "disabled"),
        by: fc.constantFrom("agent", "console", "hostName", "drive"),
        tool: fc.constantFrom("cloud-init", "cloudbase-init", "Ignition", undefined),
        instanceId: fc.constantFrom(OURS, OURS.toUpperCase(), "another", undefined),
        bootId: fc.constantFrom("boot-1", "boot-2", "boot-3", undefined),
        errors: fc.constantFrom([], [], [], ["broken"]),
        warnings: fc.constantFrom([], [], ["deprecated"]),
    } as const)
    .map(({ errors, warnings, ...sight }) => ({ ...sight, stages: [{ name: "final", errors, warnings }] }));

const observations: fc.Arbitrary<readonly Omit<Observation, "at">[]> = fc.array(
    fc.oneof(
        { arbitrary: sights.map((sight) => ({ power: "on" as const, sight })), weight: 8 },
        { arbitrary: fc.constantFrom("off", "paused", "crashed").map((power) => ({ power }) as const), weight: 1 },
    ),
    { maxLength: 12 },
);

/** Repeats each look, since a state has to stay for a while. */
const repeated = fc
    .tuple(observations, fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 12, maxLength: 12 }))
    .map(([all, times]) => all.flatMap((each, index) => Array.from({ length: times[index] ?? 1 }, () => each)));

const wanteds: fc.Arbitrary<Wanted> = fc
    .record({ isFresh: fc.boolean(), instanceId: fc.constantFrom(OURS, OURS, undefined) })
    .map((some) => ({ ...WANTED, ...some }));

/** Looks every two seconds until there is a verdict. */
const run = (
    looks: readonly Omit<Observation, "at">[],
    wanted: Wanted,
): { readonly verdict: Verdict | undefined; readonly seen: readonly Omit<Observation, "at">[] } => {
    let course = START;
    for (const [index, look] of looks.entries()) {
        const at = index * 2;
        course = follow(course, { ...look, at }, wanted);
        const verdict = verdictOf(course, at, wanted);
        if (verdict !== undefined) return { verdict, seen: looks.slice(0, index + 1) };
    }
    return { verdict: undefined, seen: looks };
};

const isSuccess = (verdict: Verdict | undefined): boolean =>
    verdict?.outcome === "done" || verdict?.outcome === "degraded";

/** The sights that showed anything. */
const shown = (seen: readonly Omit<Observation, "at">[]): readonly Sight[] =>
    seen.flatMap(({ sight }) => (sight && sight.phase !== "unseen" ? [sight] : []));

describe("any course of a first boot", () => {
    it("never counts as done without a sight of that, with our id, in the last boot", () => {
        fc.assert(
            fc.property(repeated, wanteds, (looks, wanted) => {
                const { verdict, seen } = run(looks, wanted);
                if (!isSuccess(verdict)) return;
                const last = shown(seen).at(-1);
                expect(last?.phase).toBe("done");
                expect(last && identityOf(last, wanted)).toBe("ours");
            }),
            { numRuns: 5000 },
        );
    });

    it("doesn't count as done while that is new: the machine has stayed as it is, or is off", () => {
        fc.assert(
            fc.property(repeated, wanteds, (looks, wanted) => {
                const { verdict, seen } = run(looks, wanted);
                if (!isSuccess(verdict)) return;
                const last = seen.slice(-1 - Math.floor(SETTLE_S / 2));
                const key = ({ power, sight }: Omit<Observation, "at">): string =>
                    power === "on" ? `${sight?.phase} ${sight?.bootId}` : power;
                expect(new Set(last.map(key)).size).toBe(1);
            }),
            { numRuns: 5000 },
        );
    });

    it("fails if any boot with our id had errors that its tool doesn't repeat", () => {
        fc.assert(
            fc.property(repeated, wanteds, (looks, wanted) => {
                const { verdict, seen } = run(looks, wanted);
                if (!isSuccess(verdict)) return;
                const sighted = shown(seen);
                const lost = sighted.filter((sight, index) => {
                    const next = sighted[index + 1];
                    const isEnd = next === undefined || (sight.bootId && next.bootId && sight.bootId !== next.bootId);
                    const kept = next === undefined || sight.tool !== "cloudbase-init";
                    const hasErrors = sight.stages.some(({ errors }) => errors.length > 0);
                    return isEnd && kept && hasErrors && identityOf(sight, wanted) === "ours";
                });
                expect(lost).toEqual([]);
            }),
            { numRuns: 5000 },
        );
    });

    it("ends in a failure only for a machine that was started, or that ran", () => {
        fc.assert(
            fc.property(repeated, wanteds, (looks, wanted) => {
                const { verdict, seen } = run(looks, wanted);
                if (verdict?.outcome !== "stopped" || wanted.isFresh) return;
                expect(seen.some(({ power }) => power === "on" || power === "crashed")).toBe(true);
            }),
            { numRuns: 2000 },
        );
    });

    it("can end in every way", () => {
        const found = fc.sample(fc.tuple(repeated, wanteds), { numRuns: 10_000, seed: 1 });
        const outcomes = new Set(found.map(([looks, wanted]) => run(looks, wanted).verdict?.outcome));
        const all = ["done", "degraded", "failed", "disabled", "another", "stopped", "off", "paused", undefined];
        expect(outcomes).toEqual(new Set(all));
    });
});

describe("an instance id", () => {
    it("is that of the drive in any case, another, or unknown for tools that record one", () => {
        const sight = { phase: "done", by: "agent", stages: [] } as const;
        const identity = (more: Partial<Sight>): string => identityOf({ ...sight, ...more }, { instanceId: OURS });
        expect(identity({ tool: "cloud-init", instanceId: OURS.toUpperCase() })).toBe("ours");
        expect(identity({ tool: "cloud-init", instanceId: "i-1" })).toBe("another");
        expect(identity({ tool: "cloud-init" })).toBe("unknown");
        expect(identity({ tool: "cloudbase-init" })).toBe("unknown");
        expect(identity({ tool: "Ignition" })).toBe("ours");
    });

    it("of a console is that of its source of data, and of a boot that began while it was watched", () => {
        const begun = [{ name: "init-local", errors: [], warnings: [] }];
        const console = (more: Partial<Sight>, isFresh: boolean) =>
            identityOf({ by: "console", phase: "done", stages: [], ...more }, { instanceId: "ours", isFresh });
        expect(console({ datasource: "DataSourceConfigDrive [net,ver=2][source=/dev/sr0]" }, true)).toBe("ours");
        expect(console({ datasource: "configdrive" }, true)).toBe("ours");
        expect(console({ datasource: "DataSourceNone" }, true)).toBe("another");
        expect(console({ datasource: "DataSourceNoCloud [seed=/dev/sr1]", stages: begun }, false)).toBe("another");
        expect(console({ datasource: "DataSourceConfigDrive" }, false)).toBe("unknown");
        expect(console({ datasource: "DataSourceConfigDrive", stages: begun }, false)).toBe("ours");
    });
});
