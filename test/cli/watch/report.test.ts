import { describe, expect, it } from "vitest";
import type { Io } from "../../../cli/io/io.ts";
import { Observer } from "../../../cli/watch/observer.ts";
import { type Ending, lastLine, report } from "../../../cli/watch/report.ts";
import type { Verdict } from "../../../cli/watch/verdict.ts";
import { readDefinition } from "../../../provider/domain/definition.ts";
import type { GuestMeans } from "../../../provider/model/guest.ts";
import { domainXml, disk as machineDisk } from "../../provider/domain/machines.ts";
import { sight, stage } from "./sights.ts";

/** The outside world, which notes everything that is written, in order. */
const world = (isTerminal = false) => {
    const written: string[] = [];
    let time = 0;
    const io: Io = {
        readStandardInput: async () => new Uint8Array(),
        print: (output) => void written.push(`out ${String(output)}`),
        complain: (line) => void written.push(`err ${line}`),
        showProgress: isTerminal ? (text) => void written.push(`tty ${text}`) : undefined,
        environment: {},
        now: () => time,
        signal: new AbortController().signal,
    };
    const pass = (ms: number): void => {
        time += ms;
    };
    return { io, written, pass };
};

const verdict = (more: Partial<Verdict> = {}): Verdict => ({ status: "done", problems: [], warnings: [], ...more });
const ending = (more: Partial<Verdict>, by?: GuestMeans): Ending => ({
    domain: "web",
    verdict: verdict(more),
    observer: { sight: by && sight({ by }), seconds: 12.6, warnings: [] },
});
const one = { path: "init", reason: "no" };

const ADVICE =
    'Read the guest\'s log (/var/log/cloud-init-output.log). Then correct the inputs. A guest applies them in a new machine, or at its next boot if the instance id changes (rerun: "onChange").';

describe("lastLine", () => {
    it.each([
        [{}, "agent", "web: the first boot is done, as its agent says."],
        [{}, "console", "web: the first boot is done, as its console says."],
        [
            {},
            "hostName",
            "web: the first boot is done, as far as its host name shows, which is the drive's. What its user data did wasn't checked.",
        ],
        [
            {},
            "drive",
            "web: the first boot is done, as far as reads of the drive show. What the guest did with it wasn't checked.",
        ],
        [
            { status: "degraded", warnings: [one] },
            "agent",
            "web: the first boot is done, with 1 warning, as its agent says.",
        ],
        [
            { status: "failed", problems: [one, one] },
            "agent",
            `web: the first boot is over, with 2 problems. ${ADVICE}`,
        ],
        [{ status: "pending" }, undefined, "web: the guest hasn't used this drive yet."],
        [{ status: "unknown", problems: [one] }, undefined, "web: the end of the first boot wasn't seen."],
    ] as const)("says the verdict: %j by %s", (more, by, line) => {
        expect(lastLine(ending(more, by))).toBe(line);
    });
});

describe("report", () => {
    it("writes warnings and problems to standard error, and the verdict last", () => {
        const { io, written } = world();
        const failed = {
            status: "failed",
            problems: [{ path: "modules-final", reason: "a\nb" }],
            warnings: [one],
        } as const;
        expect(report(io, ending(failed, "agent"), false)).toBe(1);
        expect(written).toEqual([
            "err warning: init: no",
            "err modules-final: a\\u000ab",
            `out web: the first boot is over, with 1 problem. ${ADVICE}\n`,
        ]);
    });

    it("prints one object as JSON, with the keys of the other commands and what was seen", () => {
        const { io, written } = world();
        const stages = [stage("init", { warnings: ["no"] })];
        const seen = sight({ stages, instanceId: "83679162", datasource: "DataSourceConfigDrive" });
        const observer = { sight: seen, seconds: 12.6, warnings: [{ path: "guest", reason: "no channel" }] };
        const code = report(
            io,
            { domain: "web", verdict: verdict({ status: "degraded", warnings: [one] }), observer },
            true,
        );
        expect(code).toBe(0);
        expect(written).toHaveLength(1);
        expect(JSON.parse(written[0]?.slice(4) ?? "")).toEqual({
            ok: true,
            problems: [],
            warnings: [{ path: "guest", reason: "no channel" }, one],
            domain: "web",
            status: "degraded",
            by: "agent",
            tool: "cloud-init",
            instanceId: "83679162",
            datasource: "DataSourceConfigDrive",
            seconds: 13,
            stages,
        });
    });

    it("is an object too where nothing was seen", () => {
        const { io, written } = world();
        expect(report(io, ending({ status: "unknown", problems: [one] }), true)).toBe(3);
        expect(JSON.parse(written[0]?.slice(4) ?? "")).toEqual({
            ok: false,
            problems: [one],
            warnings: [],
            domain: "web",
            status: "unknown",
            seconds: 13,
            stages: [],
        });
    });
});

describe("Observer", () => {
    it("prints what happens with its time, and keeps the last thing that it saw", () => {
        const { io, written, pass } = world();
        const observer = new Observer(io, false);
        pass(2000);
        observer.see(sight({ stage: "init", stages: [] }));
        observer.see(sight({ phase: "unseen", tool: undefined, bootId: undefined }));
        pass(3600);
        observer.see(sight({ stages: [stage("init")] }));
        observer.see(sight({ phase: "done", stages: [stage("init")] }));
        expect(written).toEqual([
            "out     2 s  tool            cloud-init\n    2 s  init            runs\n",
            "out     6 s  init            finished after 1.2 s\n",
        ]);
        expect(observer.sight).toMatchObject({ phase: "done" });
        expect(observer.seconds).toBeCloseTo(5.6);
    });

    it("keeps the errors of a boot that another one followed, which has none", () => {
        const { io } = world();
        const observer = new Observer(io, false);
        const failed = stage("init", { errors: ["no"] });
        observer.see(sight({ bootId: "first", stages: [stage("init-local"), failed] }));
        observer.see(sight({ bootId: "second", phase: "done", stages: [stage("init-local"), stage("init")] }));
        observer.see(sight({ bootId: "second", phase: "done", stages: [stage("init-local"), stage("init")] }));
        expect(observer.sight?.stages).toEqual([failed, stage("init-local"), stage("init")]);
    });

    it("hides the secrets of the drive in what the guest says, and shortens it", () => {
        const { io } = world();
        const observer = new Observer(io, false);
        const [disk] = readDefinition(domainXml(machineDisk("hdb", "ide"))).disks;
        if (disk === undefined) throw new Error("there is a disk");
        observer.drive = { disk, secrets: ["canary-password"] };
        const errors = ["chpasswd: canary-password is too short", "x".repeat(1000)];
        observer.see(sight({ stages: [stage("init", { errors, warnings: ["canary-password again"] })] }));
        expect(JSON.stringify(observer.sight)).not.toContain("canary");
        expect(observer.sight?.stages[0]?.errors[1]).toBe(`${"x".repeat(300)}…`);
    });

    it("removes its progress from a terminal before other lines", () => {
        const { io, written } = world(true);
        const observer = new Observer(io, false);
        observer.tell("waiting");
        observer.warn("no\u001bchannel");
        observer.tell("waiting longer");
        observer.see(sight({ tool: undefined, stage: "init" }));
        observer.endProgress();
        expect(written).toEqual([
            "tty waiting",
            "tty ",
            "err warning: no\\u001bchannel",
            "tty waiting longer",
            "tty ",
            "out     0 s  init            runs\n",
        ]);
        expect(observer.warnings).toEqual([{ path: "guest", reason: "no\u001bchannel" }]);
    });

    it("prints only warnings if its report is JSON", () => {
        const { io, written } = world();
        const observer = new Observer(io, true);
        observer.tell("waiting");
        observer.see(sight({ stage: "init" }));
        observer.warn("no channel");
        expect(written).toEqual(["err warning: no channel"]);
        expect(observer.sight).toMatchObject({ stage: "init" });
    });
});
