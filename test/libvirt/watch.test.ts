import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { virsh } from "../../provider/text/shell-word.ts";
import { run } from "../cli/harness.ts";
import { illegible } from "../guests/cloud-init-boot.ts";
import { type PlayedStage, playDone, playRunning } from "../guests/first-boot.ts";
import { lifeCycleOn, useTestHost } from "../support/host.ts";
import type { TestDomain } from "../support/test-domain.ts";
import { tinyGuest } from "./guests/stage.ts";

/** A machine that boots nothing shows nothing. */
const SHORT = "--timeout=8";

/** Of an agent that never connects. */
const CHANNEL = "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>";

const STAGES: Readonly<Record<string, PlayedStage>> = {
    "init-local": {},
    init: { recoverable: { DEPRECATED: ["the key 'system_info' is old"] } },
    "modules-config": {},
    "modules-final": {},
};
const FAILED = "('scripts_user', RuntimeError('Runparts: 1 failures (runcmd) in 1 attempted commands'))";

describe("config-drive watch", () => {
    const host = useTestHost();
    const { create } = lifeCycleOn(host);

    const watch = (domain: string, ...more: readonly string[]) => run(["watch", host().uri, domain, ...more]);

    /** A guest that runs, with a drive whose user data play its first boot. */
    const start = async (play: (domain: TestDomain) => string): Promise<TestDomain> => {
        const domain = await tinyGuest(host());
        const userData = illegible(play(domain));
        await create({ domain: domain.uuid, userData, adminPassword: "canary-password", startDomain: true });
        return domain;
    };

    it("shows each stage while it runs, and ends with 0 when the first boot is done", async () => {
        const domain = await start(
            ({ uuid }) => `${playRunning(uuid, { "init-local": {}, init: {} })}sleep 8\n${playDone(uuid, STAGES)}`,
        );
        const { code, out, err } = await watch(domain.name, "--timeout=480");
        expect(code).toBe(0);
        expect(err).toEqual(["warning: init: the key 'system_info' is old"]);
        const lines = out.trimEnd().split("\n");
        expect(lines.map((line) => line.replace(/^ +\d+ s {2}/, ""))).toEqual([
            expect.stringMatching(new RegExp(`^drive +/.+\\.iso at hd[a-d]; instance id ${domain.uuid}$`)),
            "tool            cloud-init",
            "datasource      DataSourceConfigDrive [net,ver=2][source=/dev/sr0]",
            `instance id     ${domain.uuid}`,
            "init-local      finished after 1.0 s",
            "init            runs",
            "init            finished after 1.0 s, 1 warning",
            "modules-config  finished after 1.0 s",
            "modules-final   finished after 1.0 s",
            `${domain.name}: the first boot is done, with 1 warning, as its agent says.`,
        ]);
        // The same guest, which has nothing more to do.
        expect(await watch(domain.name, "--fail-on=degraded")).toMatchObject({
            code: 1,
            err: ["init: the key 'system_info' is old"],
        });
        const json = await watch(domain.uuid, "--json");
        expect(json).toMatchObject({ code: 0, err: [] });
        expect(JSON.parse(json.out)).toMatchObject({
            ok: true,
            problems: [],
            warnings: [{ path: "init", reason: "the key 'system_info' is old" }],
            domain: domain.uuid,
            status: "degraded",
            by: "agent",
            tool: "cloud-init",
            instanceId: domain.uuid,
        });
        expect((await run(["doctor", host().uri, "-d", domain.name, "-t", "120"])).out).toMatch(
            /^ok {4}guest agent +connected: waitForGuest and config-drive watch can see a first boot$/m,
        );
    });

    it("ends with 1 after errors, in the guest's own words, without the drive's secrets", async () => {
        const said = "chpasswd: canary-password is too short";
        const domain = await start(({ uuid }) =>
            playDone(uuid, { ...STAGES, "modules-final": { errors: [FAILED, said] } }),
        );
        const { code, out, err } = await watch(domain.name, "--timeout=480");
        expect(code).toBe(1);
        expect(err[0]).toBe("warning: init: the key 'system_info' is old");
        expect(err[1]).toBe(`modules-final: ${FAILED}`);
        expect(err[2]).toMatch(/^modules-final: chpasswd: .+ is too short$/);
        expect(err).toHaveLength(3);
        expect(out).toContain("modules-final   finished after 1.0 s, 2 errors\n");
        expect(out).toContain(`\n${domain.name}: the first boot is over, with 2 problems. Read the guest's log (`);
        expect(`${out}${err}`).not.toContain("canary");
    });

    it("says at once why a guest can't be seen, and otherwise when the time is over", async () => {
        const off = await host().define();
        expect(await watch(off.name)).toEqual(
            expect.objectContaining({
                code: 3,
                err: [
                    `guest: watch domain "${off.name}": it is shut off. Start it (${virsh(host().uri, "start", off.name)}) and run again.`,
                ],
                out: `${off.name}: the end of the first boot wasn't seen.\n`,
            }),
        );
        const missing = await watch(`${off.name}x`);
        expect(missing.code).toBe(3);
        expect(missing.err[0]).toMatch(
            `host: find domain "${off.name}x": the host has no such domain. Nearest names: `,
        );

        const silent = await host().define({ machine: "q35" });
        await create({ domain: silent.uuid, startDomain: true });
        const began = performance.now();
        for (const [by, reason] of [
            ["agent", "the domain has no channel for a guest agent. Add <channel "],
            ["console", "the domain's first console isn't of the type pty"],
        ] as const) {
            const { code, err } = await watch(silent.name, "--by", by);
            expect(code).toBe(3);
            expect(err[0]).toContain(reason);
        }
        const nameless = await watch(silent.name, "--by", "hostName");
        expect(nameless).toMatchObject({ code: 3, err: [expect.stringContaining("no config drive with a host name")] });
        expect(performance.now() - began).toBeLessThan(120_000);
        const late = await watch(silent.name, SHORT, "--json");
        expect(late.code).toBe(3);
        // The agent's channel and the console are missing, and each is said with what is used instead.
        expect(late.err.map((line) => line.slice(0, 8))).toEqual(["warning:", "warning:"]);
        const { status, problems, warnings } = JSON.parse(late.out);
        expect(status).toBe("unknown");
        expect(problems).toEqual([{ path: "guest", reason: expect.stringMatching(/ it wasn't over within \d s\. /) }]);
        expect(warnings).toHaveLength(2);
    });

    it("ends at once in a pause that is interrupted", async () => {
        const domain = await host().start({ devices: CHANNEL });
        const start = performance.now();
        const interrupt = new AbortController();
        // The first line is printed before the first look. A pause of two seconds follows it.
        const print = (): void => void setTimeout(() => interrupt.abort(), 1500);
        const ended = await run(["watch", host().uri, domain.name], "", interrupt.signal, { print });
        expect(ended).toMatchObject({ code: 2, err: ["config-drive: watch: interrupted."] });
        expect(performance.now() - start).toBeLessThan(60_000);
    });

    it("ends at once as a process of its own that is interrupted", async () => {
        const domain = await host().start({ devices: CHANNEL });
        const script = join(import.meta.dirname, "..", "..", "cli", "config-drive.ts");
        const args = ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", script, "watch", host().uri, domain.name];
        const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
        onTestFinished(() => void child.kill("SIGKILL"));
        let err = "";
        child.stderr.on("data", (data) => {
            err += data;
        });
        // The first line: it is at work.
        await once(child.stdout, "data");
        const interrupted = performance.now();
        child.kill("SIGINT");
        const [code] = await once(child, "close");
        expect(performance.now() - interrupted).toBeLessThan(3000);
        expect(code).toBe(2);
        expect(err).toBe("config-drive: watch: interrupted.\n");
    });
});
