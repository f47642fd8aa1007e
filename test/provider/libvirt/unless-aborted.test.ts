import { describe, expect, it } from "vitest";
import { unlessAborted } from "../../../provider/libvirt/unless-aborted.ts";

const never = new Promise<never>(() => undefined);

describe("unlessAborted", () => {
    it("gives what comes, or throws what is thrown, with a signal and without", async () => {
        for (const signal of [undefined, new AbortController().signal]) {
            expect(await unlessAborted(Promise.resolve(7), signal)).toBe(7);
            await expect(unlessAborted(Promise.reject(new Error("no")), signal)).rejects.toThrow("no");
        }
    });

    it("waits no longer than until the signal fires, and not at all if it has", async () => {
        const controller = new AbortController();
        const waiting = unlessAborted(never, controller.signal);
        const reason = new Error("enough");
        controller.abort(reason);
        await expect(waiting).rejects.toBe(reason);
        await expect(unlessAborted(never, controller.signal)).rejects.toBe(reason);
    });
});
