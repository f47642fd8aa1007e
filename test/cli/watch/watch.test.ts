import { describe, expect, it, onTestFinished } from "vitest";
import { forEver, startScriptedDaemon, welcome } from "../../support/scripted-libvirtd.ts";
import { run } from "../harness.ts";

const NOWHERE = "qemu:///system?socket=/nowhere/at-all";

describe("config-drive watch", () => {
    it("requires a URI and a domain", async () => {
        expect(await run(["watch", NOWHERE])).toMatchObject({
            code: 2,
            out: "",
            err: ["error: missing required argument 'domain'"],
        });
    });

    it.each([
        [
            "--by",
            "ssh",
            "option '--by <means>' argument 'ssh' is invalid. Allowed choices are agent, hostName, console, drive.",
        ],
        ["--fail-on", "error", "option '--fail-on <what>' argument 'error' is invalid. Allowed choices are degraded."],
    ])("rejects another value of %s", async (option, value, reason) => {
        expect(await run(["watch", NOWHERE, "web", option, value])).toMatchObject({
            code: 2,
            out: "",
            err: [`error: ${reason}`],
        });
    });

    it("rejects a time that is none", async () => {
        for (const timeout of ["0", "-1", "x", "", "86401"]) {
            expect(await run(["watch", NOWHERE, "web", `--timeout=${timeout}`])).toMatchObject({
                code: 2,
                out: "",
                err: [`config-drive: --timeout ${timeout}: must be a number of seconds above 0 and at most 86400.`],
            });
        }
    });

    it("ends with 3 where the host doesn't answer, in the provider's words", async () => {
        const { code, out, err } = await run(["watch", NOWHERE, "web"]);
        expect({ code, out }).toEqual({ code: 3, out: "web: the end of the first boot wasn't seen.\n" });
        expect(err).toEqual([
            expect.stringMatching(
                /^host: connect to qemu:\/\/\/system\?socket=\/nowhere\/at-all: no socket exists at /,
            ),
        ]);
    });

    it("rejects a URI that isn't supported, and hides the password in it", async () => {
        const { code, err, out } = await run(["watch", "qemu+ssh://root:canary@kvm1/system", "web"]);
        expect(code).toBe(3);
        expect(err).toHaveLength(1);
        expect(err[0]).toMatch(/^host: connect to "qemu\+ssh:\/\/root:…@kvm1\/system": it contains a password\./);
        expect(`${err}${out}`).not.toContain("canary");
    });

    it("gives up on a host that is silent, after the time that it is given", async () => {
        const daemon = await startScriptedDaemon(async (link) => {
            await welcome(link);
            await forEver();
        });
        onTestFinished(() => daemon.close());
        const start = performance.now();
        const { code, err } = await run(["watch", daemon.uri, "web", "--timeout", "0.3"]);
        expect(performance.now() - start).toBeLessThan(5000);
        expect(code).toBe(3);
        expect(err).toEqual([
            expect.stringMatching(/^host: .* the daemon hasn't answered for 0\.3 s\. Check that it responds/),
        ]);
    });

    it("ends with 2 at once when the user interrupts, with one line", async () => {
        const daemon = await startScriptedDaemon(async (link) => {
            await welcome(link);
            await forEver();
        });
        onTestFinished(() => daemon.close());
        const start = performance.now();
        expect(await run(["watch", daemon.uri, "web"], "", AbortSignal.timeout(200))).toMatchObject({
            code: 2,
            out: "",
            err: ["config-drive: watch: interrupted."],
        });
        expect(performance.now() - start).toBeLessThan(3000);
    });

    it("reports as JSON, whatever happens", async () => {
        const { code, out, err } = await run(["watch", NOWHERE, "web", "--json"]);
        expect({ code, err }).toEqual({ code: 3, err: [] });
        expect(JSON.parse(out)).toEqual({
            ok: false,
            problems: [{ path: "host", reason: expect.stringContaining("no socket exists at /nowhere/at-all") }],
            warnings: [],
            domain: "web",
            status: "unknown",
            seconds: 0,
            stages: [],
        });
    });
});
