import { describe, expect, it } from "vitest";
import { lookAtGuest } from "../../../provider/guest/look.ts";
import { reportOf } from "../../../provider/guest/verdict.ts";
import type { Wanted } from "../../../provider/guest/wanted.ts";
import { AgentModel } from "../../fuzz/libvirtd/agent-model.ts";
import { Refusal } from "../../fuzz/libvirtd/refusal.ts";
import { filesOf, type MachineTraits, OURS, WANTED, watchGuest } from "./guest-host.ts";

const look = async (traits: MachineTraits, wanted: Partial<Wanted> = {}): Promise<unknown> => {
    const { guest, warnings, told } = await watchGuest(traits);
    const sight = await lookAtGuest(guest, { ...WANTED, ...wanted });
    // A look says nothing by itself: a refresh is quiet.
    expect([warnings, told]).toEqual([[], []]);
    return { ...sight, report: reportOf(sight, { ...WANTED, ...wanted }) };
};

const agentIn = (files: Record<string, string>): AgentModel => Object.assign(new AgentModel(), { files });

const UNSEEN = { phase: "unseen", by: "agent", stages: [], report: undefined };

describe("one look at a guest", () => {
    it("shows a boot that is over", async () => {
        const { answer } = agentIn(filesOf({}));
        expect(await look({ agent: answer })).toMatchObject({
            phase: "done",
            tool: "cloud-init",
            instanceId: OURS,
            bootId: "boot-1",
            report: { status: "done", by: "agent", tool: "cloud-init" },
        });
    });

    it("reports recoverable errors, and nothing of a boot that runs, failed or was another's", async () => {
        const degraded = agentIn(filesOf({ recoverable: ["deprecated"] }));
        expect(await look({ agent: degraded.answer })).toMatchObject({ report: { status: "degraded" } });
        const boots = [{ stage: "init" }, { errors: ["broken"] }, { instanceId: "another" }];
        for (const boot of boots) {
            expect(await look({ agent: agentIn(filesOf(boot)).answer }), JSON.stringify(boot)).toMatchObject({
                report: undefined,
            });
        }
    });

    it("shows nothing of a guest that can't be seen now", async () => {
        expect(await look({ state: 5 })).toEqual(UNSEEN);
        expect(await look({ state: 3 })).toEqual(UNSEEN);
        expect(await look({ channel: "disconnected" })).toEqual(UNSEEN);
        expect(await look({ channel: "none" }, { by: "agent" })).toEqual(UNSEEN);
        expect(await look({}, { by: "console" })).toEqual({ ...UNSEEN, by: "console" });
        const closed = Object.assign(new AgentModel(), { forbidden: ["guest-file-open", "guest-exec"] });
        expect(await look({ agent: closed.answer })).toEqual(UNSEEN);
    });

    it("takes the reads of a drive for a sign only if the machine was started with it", async () => {
        const traits = { channel: "none", readBytes: 10_000_000 } as const;
        expect(await look(traits)).toMatchObject({ phase: "done", report: { status: "done", by: "drive" } });
        expect(await look(traits, { isFresh: false })).toMatchObject({ phase: "unseen", report: undefined });
        // What firmware and blkid read together, as they were measured; then cloud-init too.
        expect(await look({ ...traits, readBytes: 101_376 })).toMatchObject({ phase: "unseen" });
        expect(await look({ ...traits, readBytes: 227_516 })).toMatchObject({ phase: "done" });
        const vfat = { ...traits, volume: "web-0123456789ab.img" };
        expect(await look({ ...vfat, readBytes: 1_143_296 })).toMatchObject({ phase: "unseen" });
        expect(await look({ ...vfat, readBytes: 5_437_952 })).toMatchObject({ phase: "done" });
        expect(await look({ ...traits, hasDrive: false })).toMatchObject({ phase: "unseen" });
        expect(await look(traits, { drive: { target: "sda" } })).toMatchObject({ phase: "done" });
        expect(await look(traits, { drive: { target: "sdb" } })).toMatchObject({ phase: "unseen" });
    });

    it("compares the host name without its domain", async () => {
        const named = Object.assign(new AgentModel(), { hostName: "WEB-1" });
        expect(await look({ agent: named.answer }, { by: "hostName" })).toMatchObject({ phase: "done" });
        expect(await look({ agent: new AgentModel().answer }, { by: "hostName" })).toMatchObject({ phase: "running" });
    });

    it("fails if the host does", async () => {
        await expect(look({ refuse: new Refusal("ACCESS_DENIED", "access denied") })).rejects.toMatchObject({
            code: 88,
        });
    });

    it("ends with the caller's signal", async () => {
        const { guest, abort, host } = await watchGuest({});
        host.traits = {
            agent: () => {
                abort();
                return {};
            },
        };
        await expect(lookAtGuest(guest, WANTED)).rejects.toThrow(/cancelled/);
    });
});
