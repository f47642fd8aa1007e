import { describe, expect, it } from "vitest";
import { RouteClosed } from "../../../../provider/guest/agent-error.ts";
import type { Sight } from "../../../../provider/guest/sight.ts";
import { readCloudbaseInit } from "../../../../provider/guest/tools/cloudbase-init.ts";
import { commandsOf, filesOf } from "./guest.ts";

const LOG = "C:\\Program Files\\Cloudbase Solutions\\Cloudbase-Init\\log\\cloudbase-init.log";
const ID = "6f1b7e0c-90a7-4d7e-9f3b-4d2c3a1e5b60";
const QUERY = `reg query HKLM\\SOFTWARE\\Cloudbase Solutions\\Cloudbase-Init\\${ID}\\Plugins`;

/** Lines of the module that runs plugins, ten seconds apart. */
const log = (...lines: readonly string[]): string =>
    lines
        .map((line, index) => {
            const time = `2026-03-01 10:${String(Math.floor(index / 6)).padStart(2, "0")}:${(index % 6) * 10 || "00"}.250`;
            return line.startsWith("  ") ? line : `${time} 1432 ${line}`;
        })
        .join("\r\n");

const info = (text: string): string => `INFO cloudbaseinit.init [-] ${text}`;
const debug = (text: string): string => `DEBUG cloudbaseinit.init [-] ${text}`;

const START = [
    info("Cloudbase-Init version: 1.1.6"),
    info("Executing plugins for stage 'PRE_NETWORKING':"),
    info("Metadata service loaded: 'ConfigDriveService'"),
    debug(`Instance id: ${ID} configure_host C:\\Program Files\\init.py:202`),
    info("Executing plugins for stage 'MAIN':"),
];
const HOSTNAME = info("Executing plugin 'SetHostNamePlugin'");
const USER_DATA = info("Executing plugin 'UserDataPlugin'");
const END = [info("Plugins execution done"), info("Stopping Cloudbase-Init service")];

const read = (
    content: string | undefined,
    instanceId?: string,
    outputs: Readonly<Record<string, string>> = {},
): Promise<Sight | undefined> =>
    readCloudbaseInit(filesOf(content === undefined ? {} : { [LOG]: content }), commandsOf(outputs), instanceId);

describe("cloudbase-init's log", () => {
    it("isn't there, or isn't one", async () => {
        for (const content of [undefined, "", "\n", "Plugins execution done", "x".repeat(2 ** 20), "\u0000\u00ff"])
            expect(await read(content)).toBeUndefined();
    });

    it("says that all plugins were executed, and how long each took", async () => {
        const skipped = debug("Plugin 'MTUPlugin' execution already done, skipping _exec_plugin C:\\init.py:61");
        expect(await read(log(...START, HOSTNAME, skipped, USER_DATA, ...END))).toEqual({
            phase: "done",
            by: "agent",
            tool: "cloudbase-init",
            instanceId: ID,
            datasource: "ConfigDriveService",
            bootId: "2026-03-01 10:00:00.250",
            stages: [
                { name: "SetHostNamePlugin", seconds: 20, errors: [], warnings: [] },
                { name: "UserDataPlugin", seconds: 10, errors: [], warnings: [] },
            ],
        });
    });

    it("says which plugin is executed now", async () => {
        expect(await read(log(...START, HOSTNAME))).toMatchObject({ phase: "running", stage: "SetHostNamePlugin" });
        expect(await read(log(...START))).toMatchObject({ phase: "running", stages: [] });
    });

    it("shows what failed in a plugin, and that the rest was executed", async () => {
        const failed = [
            "ERROR cloudbaseinit.init [-] plugin 'UserDataPlugin' failed with error 'it's 'x': code 3': cloudbaseinit.exception.CloudbaseInitException: it's 'x': code 3",
            "ERROR cloudbaseinit.init [-] exit code 3: CloudbaseInitException: exit code 3",
            "  Traceback (most recent call last):",
        ];
        const sight = await read(log(...START, USER_DATA, ...failed, HOSTNAME, ...END));
        expect(sight?.phase).toBe("failed");
        expect(sight?.stages.map(({ name, errors }) => [name, ...errors])).toEqual([
            ["UserDataPlugin", "it's 'x': code 3"],
            ["SetHostNamePlugin"],
        ]);
        const long = "ERROR cloudbaseinit.init [-] plugin 'UserDataPlugin' failed with error 'first line";
        expect((await read(log(...START, USER_DATA, long, "  second line'", ...END)))?.stages[0]?.errors).toEqual([
            "first line",
        ]);
    });

    it("of versions that don't add the exception is read too", async () => {
        const failed = "ERROR cloudbaseinit.init [-] plugin 'UserDataPlugin' failed with error 'no drive E:'";
        const empty = "ERROR cloudbaseinit.init [-] plugin 'SetHostNamePlugin' failed with error ''";
        const sight = await read(log(...START, USER_DATA, failed, HOSTNAME, empty, ...END));
        expect(sight?.stages.flatMap(({ errors }) => errors)).toEqual(["no drive E:", "(no message)"]);
    });

    it("shows what ended the service itself", async () => {
        const crash = "ERROR cloudbaseinit.shell [-] Access is denied: builtins.PermissionError: Access is denied";
        const sight = await read(log(...START, HOSTNAME, crash));
        expect(sight).toMatchObject({ phase: "failed", stage: undefined });
        expect(sight?.stages.at(-1)?.errors).toEqual(["Access is denied: builtins.PermissionError: Access is denied"]);
        expect((await read(log(...START, crash, ...START)))?.phase).toBe("running");
    });

    it("goes on after a reboot that a plugin asked for", async () => {
        const first = [...START, HOSTNAME, info("Rebooting")];
        expect((await read(log(...first)))?.phase).toBe("running");
        const again = [...first, ...START];
        expect((await read(log(...again)))?.phase).toBe("running");
        const sight = await read(log(...again, USER_DATA, ...END));
        expect(sight).toMatchObject({ phase: "done", bootId: "2026-03-01 10:01:10.250" });
        expect(sight?.stages.map(({ name }) => name)).toEqual(["UserDataPlugin"]);
    });

    it("of the machine that an image was made on doesn't count once the service has started again", async () => {
        expect((await read(log(...START, ...END, info("Cloudbase-Init version: 1.1.6"))))?.phase).toBe("running");
    });

    it("says that no drive was found", async () => {
        const none = [
            "ERROR cloudbaseinit.init [-] No metadata service found: cloudbaseinit.exception.MetadataNotFoundException",
            ...END,
        ];
        expect(await read(log(info("Cloudbase-Init version: 1.1.6"), ...none))).toMatchObject({
            phase: "disabled",
            disabledBy: "no-datasource",
        });
    });

    it("is read at its end, wherever that cuts it", async () => {
        const noise = `2026-03-01 09:00:00.000 1 DEBUG cloudbaseinit.osutils.windows [-] ${"x".repeat(200)}\r\n`;
        const content = noise.repeat(4000) + log(...START, HOSTNAME, ...END);
        expect((await read(content))?.phase).toBe("done");
        const cut = log(...START, HOSTNAME, ...END).slice(100);
        expect(await read(cut)).toMatchObject({ phase: "done", instanceId: ID });
    });
});

describe("cloudbase-init's registry", () => {
    const withoutDebug = log(...START.filter((line) => !line.startsWith("DEBUG")), HOSTNAME, ...END);
    const marks = [
        "",
        `HKEY_LOCAL_MACHINE\\SOFTWARE\\Cloudbase Solutions\\Cloudbase-Init\\${ID}\\Plugins`,
        "    MTUPlugin    REG_DWORD    0x2",
        "    SetHostNamePlugin    REG_DWORD    0x1",
        "",
    ].join("\r\n");

    it("says which instance this is where the log doesn't", async () => {
        expect((await read(withoutDebug, ID, { [QUERY]: marks }))?.instanceId).toBe(ID);
        expect((await read(withoutDebug, ID))?.instanceId).toBeUndefined();
        expect(
            (await read(withoutDebug, ID, { [QUERY]: marks.replaceAll(/0x./g, "0x7") }))?.instanceId,
        ).toBeUndefined();
        expect((await read(withoutDebug))?.instanceId).toBeUndefined();
    });

    it("isn't needed where the image forbids commands", async () => {
        const commands = { run: async () => Promise.reject(new RouteClosed("guest-exec is forbidden")) };
        const sight = await readCloudbaseInit(filesOf({ [LOG]: withoutDebug }), commands, ID);
        expect(sight).toMatchObject({ phase: "done", instanceId: undefined });
        const lost = { run: async () => Promise.reject(new Error("lost")) };
        await expect(readCloudbaseInit(filesOf({ [LOG]: withoutDebug }), lost, ID)).rejects.toThrow("lost");
    });

    it("isn't asked for an id that no key can have, or one that the log has", async () => {
        const commands = { run: async () => Promise.reject(new Error("asked")) };
        const files = filesOf({ [LOG]: withoutDebug });
        for (const id of ["", "a\\b", "a b", 'a"b', "x".repeat(200)])
            expect((await readCloudbaseInit(files, commands, id))?.instanceId).toBeUndefined();
        const named = filesOf({ [LOG]: log(...START, ...END) });
        expect((await readCloudbaseInit(named, commands, "another"))?.instanceId).toBe(ID);
    });
});
