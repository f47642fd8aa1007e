import { describe, expect, it, onTestFinished } from "vitest";
import { showFindings } from "../../../cli/doctor/report.ts";
import { forEver, startScriptedDaemon, welcome } from "../../support/scripted-libvirtd.ts";
import { Folder, inputs, run } from "../harness.ts";

const NOWHERE = "qemu:///system?socket=/nowhere/at-all";

describe("config-drive doctor", () => {
    it("says in one line that a host can't be reached, in the provider's words", async () => {
        const { code, out, err } = await run(["doctor", NOWHERE]);
        expect({ code, err }).toEqual({ code: 1, err: [] });
        expect(out).toMatchInlineSnapshot(`
          "ok    uri         qemu:///system?socket=/nowhere/at-all: the system daemon on this machine, over a unix socket
          fail  connection  connect to qemu:///system?socket=/nowhere/at-all: no socket exists at /nowhere/at-all. Start the daemon (systemctl start libvirtd, or systemctl start virtqemud.socket on hosts with modular daemons), or name its socket in the URI (?socket=PATH).
          "
        `);
    });

    it("refuses a URI that isn't spoken, once, and hides the password in it", async () => {
        const { code, out } = await run(["doctor", "qemu+ssh://root:canary@kvm1/system"]);
        expect(code).toBe(1);
        expect(out).toMatch(
            /^fail {2}uri {2}connect to "qemu\+ssh:\/\/root:…@kvm1\/system": it contains a password\..*\n$/,
        );
        expect(out).not.toContain("canary");
    });

    it("ends with 2 for a time that is none, and for inputs that aren't there", async () => {
        for (const timeout of ["0", "-1", "x", "", "86401"]) {
            const { code, out, err } = await run(["doctor", NOWHERE, `--timeout=${timeout}`]);
            expect({ code, out }).toEqual({ code: 2, out: "" });
            expect(err).toEqual([
                `config-drive: --timeout ${timeout}: must be a number of seconds above 0 and at most 86400.`,
            ]);
        }
        expect(await run(["doctor", NOWHERE, "--inputs", "/nowhere/inputs.json"])).toMatchObject({ code: 2, out: "" });
    });

    it("gives a host up that is silent, after the time that it is given", async () => {
        const daemon = await startScriptedDaemon(async (link) => {
            await welcome(link);
            await forEver();
        });
        onTestFinished(() => daemon.close());
        const start = performance.now();
        const { code, out } = await run(["doctor", daemon.uri, "--timeout", "0.3"]);
        expect(performance.now() - start).toBeLessThan(5000);
        expect(code).toBe(1);
        expect(out.split("\n")[1]).toMatch(
            /^fail {2}connection {2}.*time.*\. Check that the (host|daemon) responds.*$/,
        );
        expect(out.trimEnd().split("\n")).toHaveLength(2);
    });

    it("takes a time that isn't whole milliseconds", async () => {
        const { code, out } = await run(["doctor", NOWHERE, "--timeout", "2.01"]);
        expect(code).toBe(1);
        expect(out).toMatch(/^fail {2}connection {2}connect to .*$/m);
    });

    it("ends with 2 when the user interrupts", async () => {
        const daemon = await startScriptedDaemon(forEver);
        onTestFinished(() => daemon.close());
        expect(await run(["doctor", daemon.uri], "", AbortSignal.timeout(100))).toMatchObject({
            code: 2,
            out: "",
            err: ["config-drive: doctor: interrupted."],
        });
    });

    it("checks a declaration although the host is away, without its secrets", async () => {
        const document = { ...inputs, domain: "web", bus: "virtio", hostname: 7, connection: NOWHERE };
        const { code, out } = await run(["doctor", "--inputs", "-"], JSON.stringify(document));
        expect(code).toBe(1);
        expect(out).toContain("fail  inputs      hostname: must be a string, not a number\n");
        expect(out).toContain("fail  inputs      bus: virtio doesn't support cdroms");
        expect(out).toMatch(/\nfail {2}connection {2}connect to qemu:\/\/\/system\?socket=\/nowhere\/at-all: /);
        expect(out).not.toContain("canary");
    });

    it("accepts what the other commands call INPUTS.json, and refuses what is none", async () => {
        using folder = new Folder();
        const fine = await run(["doctor", NOWHERE, "-i", folder.file("fine.json", JSON.stringify(inputs))]);
        expect(fine.out).toMatch(/^ok {4}inputs {6}valid: iso9660 image of \d+ bytes\n/);
        const broken = await run(["doctor", NOWHERE, "-i", "-"], '{"adminPassword": "canary"');
        expect(broken.out).toMatch(
            /^fail {2}standard input {2}isn't JSON: expected a closing brace at line 1, column 27\n/,
        );
        const list = await run(["doctor", NOWHERE, "-i", "-"], "[]");
        expect(list.out).toMatch(/^fail {2}standard input {2}must be an object, not a list\n/);
    });

    it("reports as JSON", async () => {
        const { code, out, err } = await run(["doctor", NOWHERE, "--json"]);
        expect({ code, err }).toEqual({ code: 1, err: [] });
        const report = JSON.parse(out);
        expect(Object.keys(report)).toEqual(["ok", "problems", "warnings", "findings"]);
        expect(report).toMatchObject({ ok: false, problems: [{ path: "connection" }], warnings: [] });
        expect(report.findings.map(({ status, about }: Record<string, unknown>) => [status, about])).toEqual([
            ["ok", "uri"],
            ["fail", "connection"],
        ]);
    });
});

describe("showFindings", () => {
    it("aligns the lines and lets nothing steer the terminal", () => {
        const text = showFindings(
            [
                { status: "ok", about: "uri", text: "fine" },
                { status: "fail", about: "pool \u001b[2J", text: "two\nlines" },
            ],
            false,
        );
        expect(text).toBe("ok    uri        fine\nfail  pool \\u001b[2J  two\\u000alines\n");
    });

    it("counts warnings as fine", () => {
        const warned = showFindings([{ status: "warn", about: "nics", text: "none" }], true);
        expect(JSON.parse(warned)).toMatchObject({
            ok: true,
            problems: [],
            warnings: [{ path: "nics", reason: "none" }],
        });
    });
});
