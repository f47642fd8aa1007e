import { describe, expect, it } from "vitest";
import { scrub } from "../../../provider/guest/scrub.ts";
import { secretWordsOf } from "../../../provider/guest/secret-words.ts";
import type { GuestCommands, GuestFiles, Sight } from "../../../provider/guest/sight.ts";
import { readCloudInit } from "../../../provider/guest/tools/cloud-init.ts";
import { askCloudInit } from "../../../provider/guest/tools/cloud-init-status.ts";
import { readCloudbaseInit } from "../../../provider/guest/tools/cloudbase-init.ts";
import { readIgnition } from "../../../provider/guest/tools/ignition.ts";
import { SEED } from "../../support/seed.ts";
import { Random } from "../random.ts";

const SECONDS = Number(process.env["CONFIG_DRIVE_FUZZ_SECONDS"] ?? 3);

/** No reading of a guest's largest file takes longer, even on a busy machine. */
const LONGEST = 2000;

const STAGE = '{"errors":["e"],"recoverable_errors":{"WARNING":["w"]},"start":1.5,"finished":2}';
const V1 = `"init-local":${STAGE},"init":${STAGE},"modules-config":${STAGE},"modules-final":${STAGE},"stage":null`;
const ID = "6f1b7e0c-90a7-4d7e-9f3b-4d2c3a1e5b60";

/** What a guest has if nothing is wrong with it. */
const VALID: readonly string[] = [
    `{"v1":{"datasource":"DataSourceConfigDrive [net,ver=2]",${V1}}}`,
    '{"v1":{"datasource":"DataSourceConfigDrive [net,ver=2]","errors":["e"]}}',
    `{"status":"error","extended_status":"error - done","boot_status_code":"disabled-by-generator","errors":["e"],${V1}}`,
    `{"provisioningBootID":"${ID}","provisioningDate":"2026-03-01T10:00:00Z","userConfigProvided":true}`,
    `2026-03-01 10:00:00.250 1 INFO cloudbaseinit.init [-] Cloudbase-Init version: 1\r\n2026-03-01 10:00:01.250 1 INFO cloudbaseinit.init [-] Executing plugin 'X'\r\n2026-03-01 10:00:02.250 1 ERROR cloudbaseinit.init [-] plugin 'X' failed with error 'e'\r\n2026-03-01 10:00:03.250 1 INFO cloudbaseinit.init [-] Plugins execution done\r\n`,
    `HKEY_LOCAL_MACHINE\\${ID}\\Plugins\r\n    X    REG_DWORD    0x1\r\n`,
    `${ID}\n`,
    "",
];

const PIECES = [
    "null",
    "[",
    "{",
    '"',
    "\\",
    "1e999",
    "-1",
    "[]",
    "{}",
    '"__proto__":',
    "\r\n",
    " ",
    "'",
    "REG_DWORD ",
    ":",
    "\u0000",
];

const mutated = (text: string, random: Random): Buffer => {
    let bytes = Buffer.from(text);
    for (let count = random.below(4); count > 0; count--) {
        const [start, end] = [random.below(bytes.length + 1), random.below(bytes.length + 1)].sort((a, b) => a - b);
        const amount = random.pick([0, 1, 1, 2, random.below(200) === 0 ? 300_000 : 3]);
        const piece = Buffer.from(
            random.pick([...PIECES, ...VALID, String.fromCharCode(random.below(256))]).repeat(amount),
        );
        const tail = bytes.subarray(random.below(3) === 0 ? (end ?? 0) : (start ?? 0));
        bytes = Buffer.concat([bytes.subarray(0, start), piece.subarray(0, 2 ** 20), tail]);
    }
    return bytes;
};

const filesIn = (random: Random): GuestFiles => {
    const some = (): Buffer | undefined => (random.below(8) === 0 ? undefined : mutated(random.pick(VALID), random));
    return {
        read: async (_, maximum) => some()?.subarray(0, maximum),
        readEnd: async (_, maximum) => some()?.subarray(-maximum),
    };
};

const commandsIn = (random: Random): GuestCommands => ({
    run: async (_, __, maximum) => {
        const output = mutated(random.pick(VALID), random).toString("utf8").slice(0, maximum);
        const exitCode = random.pick([0, 0, 1, 2]);
        return random.below(8) === 0
            ? undefined
            : random.pick([{ exitCode, output }, { exitCode, output }, { output }]);
    },
});

const PHASES = ["unseen", "running", "done", "failed", "disabled"];

/** A sight that whoever shows it can rely on. */
const expectSound = (sight: Sight | undefined): void => {
    if (sight === undefined) return;
    expect(PHASES).toContain(sight.phase);
    for (const text of [sight.stage, sight.instanceId, sight.datasource, sight.bootId])
        expect(text === undefined || (typeof text === "string" && text.length <= 4001)).toBe(true);
    for (const { name, seconds, errors, warnings } of sight.stages) {
        expect(typeof name).toBe("string");
        expect(seconds === undefined || (seconds >= 0 && seconds <= 86_400)).toBe(true);
        for (const message of [...errors, ...warnings])
            expect(typeof message === "string" && message.length <= 4001).toBe(true);
    }
    const hasErrors = sight.stages.some(({ errors }) => errors.length > 0);
    if (sight.phase === "failed" || sight.phase === "done") expect(hasErrors).toBe(sight.phase === "failed");
};

const READERS: readonly ((random: Random) => Promise<Sight | undefined>)[] = [
    (random) => readCloudInit(filesIn(random)),
    (random) => askCloudInit(commandsIn(random)),
    (random) => readCloudbaseInit(filesIn(random), commandsIn(random), ID),
    (random) => readIgnition(filesIn(random)),
];

describe("a guest whose files have anything in them", () => {
    it("is judged or isn't, within bounds, and never ends the program", async () => {
        const seen = new Set<string>();
        const start = Date.now();
        for (let run = SEED; Date.now() - start < SECONDS * 1000; run++) {
            const random = new Random(run);
            const before = process.cpuUsage().user;
            try {
                const sight = await random.pick(READERS)(random);
                expectSound(sight);
                seen.add(sight?.phase ?? "nothing");
                const texts = [
                    random.pick(VALID),
                    mutated(random.pick(VALID), random).toString("latin1").slice(0, 8192),
                ];
                if (random.below(20) === 0) scrub(texts.join("\n"), secretWordsOf({ userData: texts[1] }));
            } catch (error) {
                throw new Error(`CONFIG_DRIVE_SEED=${run}`, { cause: error });
            }
            expect((process.cpuUsage().user - before) / 1000, `CONFIG_DRIVE_SEED=${run}`).toBeLessThan(LONGEST);
        }
        expect([...seen].sort()).toEqual(["disabled", "done", "failed", "nothing", "running"]);
    });
});
