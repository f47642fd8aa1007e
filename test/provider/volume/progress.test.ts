import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { HostHandle } from "../../../provider/volume/host.ts";
import { withProgress } from "../../../provider/volume/progress.ts";

const MIB = 1024 * 1024;
const volume = { pool: "default", name: "web-1-0123456789ab.iso", key: "/pool/web-1-0123456789ab.iso" };

describe("withProgress", () => {
    beforeEach(() => void vi.useFakeTimers());
    afterEach(() => void vi.useRealTimers());

    /** The lines of an upload of 1 GiB that takes some seconds, at 60 MiB a second. */
    const linesOf = async (seconds: number, work: () => Promise<void> = async () => undefined) => {
        const lines: string[] = [];
        const host = { tell: (line: string) => lines.push(line) } as unknown as HostHandle;
        const start = Date.now();
        const passed = () => ((Date.now() - start) / 1000) * 60 * MIB;
        const uploading = withProgress(host, volume, { length: 1024 * MIB, passed }, async () => {
            await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
            await work();
        });
        const ended = uploading.catch(() => undefined);
        await vi.advanceTimersByTimeAsync(seconds * 1000);
        await ended;
        await vi.advanceTimersByTimeAsync(60_000);
        return lines;
    };

    it("shows a line every five seconds", async () => {
        expect(await linesOf(12)).toEqual([
            "uploading web-1-0123456789ab.iso to pool default: 300 of 1,024 MiB",
            "uploading web-1-0123456789ab.iso to pool default: 600 of 1,024 MiB",
        ]);
    });

    it("shows nothing for an upload that takes less", async () => {
        expect(await linesOf(4)).toEqual([]);
    });

    it("ends with the upload, also if that fails", async () => {
        expect(await linesOf(6, () => Promise.reject(new Error("no space")))).toHaveLength(1);
    });
});
