import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EngineLog } from "../../plugin/engine-log.ts";
import { listening, say, sayProgress, warn } from "../../provider/engine/messages.ts";
import { RecordingEngine } from "../support/plugin/engine.ts";

const URN = "urn:pulumi:dev::shop::config-drive:index:ConfigDrive::web";

describe("the engine's log", () => {
    let engine: RecordingEngine;

    beforeAll(async () => {
        engine = await RecordingEngine.start();
    });
    afterAll(() => engine.stop());

    it("gets messages with their resource and severity; the next one replaces progress", async () => {
        listening(new EngineLog(engine.address).of(URN), () => {
            sayProgress("uploading: 10 of 20 MiB");
            say("attached");
            warn("web", "look\u001b[31m at this\nhost");
        });
        await expect.poll(() => engine.messages.length).toBe(3);
        expect(engine.messages.toSorted((one, other) => one.text.localeCompare(other.text))).toEqual([
            { severity: "info", text: "attached", urn: URN, isEphemeral: false },
            { severity: "warning", text: "config drive web: look [31m at this host", urn: URN, isEphemeral: false },
            { severity: "info", text: "uploading: 10 of 20 MiB", urn: URN, isEphemeral: true },
        ]);
    });

    it("that nobody keeps doesn't fail the work", async () => {
        const log = new EngineLog("127.0.0.1:1");
        expect(listening(log.of(URN), () => say("attached"))).toBeUndefined();
        expect(await log.isThere(50)).toBe(false);
    });
});
