import { describe, expect, it, vi } from "vitest";
import { reportingWait } from "../../../provider/domain/waiting.ts";

const waitOf = async (milliseconds: number, work: () => Promise<string>): Promise<readonly string[]> => {
    const told: string[] = [];
    const ref = { name: "web-1", uuid: new Uint8Array(16), id: 1 };
    const domain = { ref, tell: (line: string) => void told.push(line) } as Parameters<typeof reportingWait>[0];
    const waiting = reportingWait(domain, "the guest releases hda", work).catch(String);
    await vi.advanceTimersByTimeAsync(milliseconds);
    await waiting;
    return told;
};

describe("a wait for a guest", () => {
    it("is reported once if it isn't over in a moment", async () => {
        vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
        const lasting = (ms: number) => (): Promise<string> =>
            new Promise((done) => setTimeout(() => done("done"), ms));
        expect(await waitOf(500, lasting(500))).toEqual([]);
        expect(await waitOf(5000, lasting(5000))).toEqual(['domain "web-1": waiting until the guest releases hda']);
        expect(await waitOf(5000, () => Promise.reject(new Error("refused")))).toEqual([]);
        vi.useRealTimers();
    });
});
