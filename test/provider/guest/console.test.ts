import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ConsoleState, readLine, SILENT, sightOf } from "../../../provider/guest/console-lines.ts";
import { Lines } from "../../../provider/guest/lines.ts";
import type { Sight } from "../../../provider/guest/sight.ts";

/** What a console's text shows. */
const read = (...texts: readonly (string | Uint8Array)[]): Sight => {
    let state: ConsoleState = SILENT;
    const lines = new Lines((line) => {
        state = readLine(state, line);
    });
    for (const text of texts) lines.push(typeof text === "string" ? Buffer.from(text) : text);
    return sightOf(state);
};

/** As Debian's serial console shows them, behind the time of the kernel or the name of the unit. */
const BOOT = [
    "[    3.904283] cloud-init[252]: Cloud-init v. 22.4.2 running 'init-local' at Mon, 30 Nov 2026 18:00:00 +0000. Up 3.89 seconds.",
    "[    6.104283] cloud-init[301]: Cloud-init v. 22.4.2 running 'init' at Mon, 30 Nov 2026 18:00:02 +0000. Up 6.09 seconds.",
    "[    7.104283] cloud-init[322]: Cloud-init v. 22.4.2 running 'modules:config' at Mon, 30 Nov 2026 18:00:03 +0000. Up 7.09 seconds.",
    "[    8.104283] cloud-init[333]: Cloud-init v. 22.4.2 running 'modules:final' at Mon, 30 Nov 2026 18:00:04 +0000. Up 8.09 seconds.",
];
const END =
    "[    8.904283] cloud-init[333]: Cloud-init v. 22.4.2 finished at Mon, 30 Nov 2026 18:00:05 +0000. Datasource DataSourceConfigDrive [net,ver=2][source=/dev/sr0].  Up 8.89 seconds";

const lines = (...all: readonly string[]): string => all.map((line) => `${line}\r\n`).join("");

describe("the console of a guest with cloud-init", () => {
    it("shows each stage, and the end with the datasource", () => {
        expect(read(lines(...BOOT))).toMatchObject({ phase: "running", stage: "modules-final", tool: "cloud-init" });
        expect(read(lines(...BOOT, END))).toEqual({
            by: "console",
            phase: "done",
            tool: "cloud-init",
            stage: undefined,
            stages: ["init-local", "init", "modules-config", "modules-final"].map((name) => ({
                name,
                errors: [],
                warnings: [],
            })),
            datasource: "DataSourceConfigDrive [net,ver=2][source=/dev/sr0]",
            bootId: "restart 0",
        });
    });

    it("shows warnings and deprecations, and modules that failed as errors", () => {
        const sight = read(
            lines(
                ...BOOT.slice(0, 2),
                "[    6.2] cloud-init[301]: 2026-11-30 18:00:02,000 - __init__.py[WARNING]: Unhandled non-multipart (text/x-not-multipart) userdata: 'b'hello'...'",
                "2026-11-30 18:00:02,000 - schema.py[DEPRECATED]: Deprecated cloud-config provided: chpasswd.list",
                ...BOOT.slice(3),
                "2026-11-30 18:00:05,000 - cc_scripts_user.py[WARNING]: Failed to run module scripts_user (scripts in /var/lib/cloud/instance/scripts)",
                "2026-11-30 18:00:05,000 - util.py[WARNING]: Running module scripts_user (<module 'cloudinit.config.cc_scripts_user' from '/usr/lib/python3'>) failed",
                END,
            ),
        );
        expect(sight.phase).toBe("failed");
        expect(sight.stages.map(({ name, errors, warnings }) => [name, errors.length, warnings.length])).toEqual([
            ["init-local", 0, 0],
            ["init", 0, 2],
            ["modules-final", 2, 0],
        ]);
    });

    it("is read in pieces of any size, with colours", () => {
        const text = Buffer.from(lines(...BOOT, END.replace("finished", "\u001b[0;1;32mfinished\u001b[0m")));
        fc.assert(
            fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 30 }), (sizes) => {
                const pieces: Uint8Array[] = [];
                let rest: Uint8Array = text;
                for (const size of sizes) {
                    pieces.push(rest.subarray(0, size));
                    rest = rest.subarray(size);
                }
                expect(read(...pieces, rest)).toMatchObject({ phase: "done", bootId: "restart 0" });
            }),
        );
    });

    it("shows a restart: by the kernel's last words, or by the first stage of the next boot", () => {
        const again = read(lines(...BOOT, END, "[   12.1] reboot: Restarting system"));
        expect(again).toMatchObject({ phase: "unseen", stages: [], bootId: "restart 1" });
        expect(read(lines(...BOOT, END, ...BOOT))).toMatchObject({ phase: "running", bootId: "restart 1" });
        expect(read(lines(...BOOT, END, ...BOOT, END))).toMatchObject({ phase: "done", bootId: "restart 1" });
    });

    it("shows nothing if the final message is the user's own, or quotes a part of the default one", () => {
        expect(read(lines(...BOOT, "all set")).phase).toBe("running");
        expect(read(lines("Cloud-init v. 22.4.2 finished at some time")).phase).toBe("unseen");
        expect(read("Cloud-init v. 22.4.2 running 'init' at").phase).toBe("unseen");
    });
});

describe("the console of another guest", () => {
    it("shows CirrOS' datasource, instance id and end", () => {
        const boot = ["=== datasource: configdrive local ===", "instance-id: i-0000000e", "name: N/A"];
        expect(read(lines(...boot))).toMatchObject({ phase: "running", instanceId: "i-0000000e" });
        expect(read(lines(...boot, "=== cirros: current=0.6.2 latest=0.6.3 uptime=21.54 ==="))).toMatchObject({
            phase: "done",
            instanceId: "i-0000000e",
            datasource: "configdrive",
        });
    });

    it("shows that Ignition has passed its last stage, or failed", () => {
        const fetch = ["ignition[619]: fetch: fetch passed", "ignition[619]: Ignition finished successfully"];
        expect(read(lines(...fetch)).phase).toBe("unseen");
        expect(read(lines(...fetch, "[    9.1] ignition[835]: INFO     : files: files passed"))).toMatchObject({
            phase: "done",
            tool: "Ignition",
        });
        expect(
            read(lines("[    9.1] ignition[835]: CRITICAL : Ignition failed: failed to fetch config: timeout")),
        ).toMatchObject({
            phase: "failed",
            tool: "Ignition",
            stages: [{ name: "Ignition", errors: ["failed to fetch config: timeout"], warnings: [] }],
        });
    });
});

describe("a guest that floods its console", () => {
    it("costs little time and no memory", () => {
        const floods = [
            Buffer.alloc(262_144, "a"),
            Buffer.alloc(262_144, "\n"),
            Buffer.alloc(262_144, "\u001b["),
            Buffer.from("Cloud-init v. ".repeat(18_000)),
            Buffer.from("Cloud-init v. 1 finished at a. Datasource ".repeat(6000)),
            Buffer.from(`${"Cloud-init v. 1 finished at a. Datasource ".repeat(48)}\n`.repeat(128)),
            Buffer.from(`${"x.py[WARNING]: "}${"y".repeat(2000)}\n`.repeat(128)),
            Buffer.from(Uint8Array.from({ length: 262_144 }, (_, index) => 128 + (index % 128))),
        ];
        for (const flood of floods) {
            const start = performance.now();
            const sight = read(...Array.from({ length: 8 }, () => flood), lines("", ...BOOT, END));
            expect(performance.now() - start).toBeLessThan(3000);
            expect(sight.phase).toBe("done");
            expect(JSON.stringify(sight).length).toBeLessThan(100_000);
        }
    });

    it("leaves the beginning of a line in memory", () => {
        const seen: number[] = [];
        const lines = new Lines((line) => seen.push(line.length));
        for (let piece = 0; piece < 10; piece += 1) lines.push(Buffer.alloc(100_000, "a"));
        lines.push(Buffer.from("\nnext\n"));
        expect(seen).toEqual([2048, 4]);
    });

    it("can write any bytes", () => {
        fc.assert(
            fc.property(fc.array(fc.uint8Array({ maxLength: 500 }), { maxLength: 20 }), (pieces) => {
                const sight = read(...pieces);
                expect(sight.by).toBe("console");
                expect(JSON.stringify(sight)).not.toMatch(/\p{Cc}/u);
            }),
        );
    });
});
