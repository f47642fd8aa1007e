import { describe, expect, it } from "vitest";
import { awaitGuest } from "../../../provider/guest/wait.ts";
import type { Wanted } from "../../../provider/guest/wanted.ts";
import { ConfigDriveError } from "../../../provider/text/errors.ts";
import { AgentModel, type Boot } from "../../fuzz/libvirtd/agent-model.ts";
import { Refusal } from "../../fuzz/libvirtd/refusal.ts";
import { filesOf, type MachineTraits, OURS, Raw, WANTED, type Watched, watchGuest } from "./guest-host.ts";

interface Guest extends Watched {
    readonly model: AgentModel;
    /** Changes the machine. */
    readonly set: (traits: Partial<MachineTraits>) => void;
    /** cloud-init's files as they are in a boot. */
    readonly boot: (boot: Partial<Boot>) => void;
    /** Waits, and says how that ended: the report, or the error with its code. */
    readonly wait: (wanted?: Partial<Wanted>) => Promise<unknown>;
}

const startGuest = async (boot?: Partial<Boot>): Promise<Guest> => {
    const model = new AgentModel();
    const watched = await watchGuest({ agent: model.answer });
    const { host, guest, clock } = watched;
    if (boot) model.files = filesOf(boot);
    return {
        ...watched,
        model,
        set: (traits) => {
            host.traits = { ...host.traits, ...traits };
        },
        boot: (next) => {
            model.files = filesOf(next);
        },
        wait: (wanted = {}) =>
            awaitGuest(guest, { ...WANTED, ...wanted }, clock).catch((error: unknown) => {
                if (!(error instanceof ConfigDriveError)) throw error;
                return `${error.code}: ${error.message}`.replace(/socket=\S*hostile-[^&' ]*/g, "socket=/tmp/sock");
            }),
    };
};

const DONE = { status: "done", by: "agent", tool: "cloud-init" };

describe("a wait by the guest's agent", () => {
    it("ends when cloud-init is done with our instance id, and has stayed so", async () => {
        const { wait, clock, model, warnings } = await startGuest({});
        expect(await wait()).toEqual(DONE);
        expect(clock.now()).toBeGreaterThanOrEqual(5000);
        expect(clock.now()).toBeLessThan(10_000);
        expect(warnings).toEqual([]);
        expect(model.open.size).toBe(0);
    });

    it("goes through an agent that isn't connected, files that don't exist yet, and stages", async () => {
        const { wait, clock, set, boot, told } = await startGuest();
        set({ channel: "disconnected" });
        clock.at(10, () => set({ channel: "connected" }));
        clock.at(20, () => boot({ stage: "init" }));
        clock.at(30, () => boot({ stage: "modules-final" }));
        clock.at(90, () => boot({}));
        expect(await wait()).toEqual(DONE);
        expect(told).toMatchInlineSnapshot(`
          [
            "domain "web": waiting for its first boot: its agent isn't connected (0 s)",
            "domain "web": waiting for its first boot: its agent isn't connected (6 s)",
            "domain "web": waiting for its first boot: its agent answers, but cloud-init, cloudbase-init and Ignition haven't left a trace (12 s)",
            "domain "web": waiting for its first boot: its agent answers, but cloud-init, cloudbase-init and Ignition haven't left a trace (18 s)",
            "domain "web": waiting for its first boot: cloud-init is in stage init (24 s)",
            "domain "web": waiting for its first boot: cloud-init is in stage modules-final (30 s)",
            "domain "web": waiting for its first boot: cloud-init is in stage modules-final (36 s)",
            "domain "web": waiting for its first boot: cloud-init is in stage modules-final (42 s)",
            "domain "web": waiting for its first boot: cloud-init is in stage modules-final (48 s)",
            "domain "web": waiting for its first boot: cloud-init is in stage modules-final (54 s)",
            "domain "web": waiting for its first boot: cloud-init is in stage modules-final (60 s)",
            "domain "web": waiting for its first boot: cloud-init is in stage modules-final (68 s)",
            "domain "web": waiting for its first boot: cloud-init is in stage modules-final (76 s)",
            "domain "web": waiting for its first boot: cloud-init is in stage modules-final (84 s)",
            "domain "web": waiting for its first boot: cloud-init has finished, and may still restart the guest (92 s)",
          ]
        `);
    });

    it("asks once for each connection what the agent allows", async () => {
        const { wait, clock, set, boot, host } = await startGuest({ stage: "init" });
        clock.at(10, () => set({ channel: "disconnected" }));
        clock.at(20, () => set({ channel: "connected" }));
        clock.at(30, () => boot({}));
        await wait();
        expect(host.asked.filter((command) => command === "guest-info")).toHaveLength(2);
    });

    it("fails with the errors of cloud-init, stage by stage and without secrets", async () => {
        const { wait } = await startGuest({
            errors: [
                "('scripts_user', RuntimeError('Runparts: 1 failures (runcmd) in 1 attempted commands'))",
                "swordfish\n\u001b[31mred",
            ],
        });
        expect(await wait({ secrets: ["swordfish"] })).toMatchInlineSnapshot(
            `"guest-failed: wait for the first boot of domain "web": cloud-init reported modules-final: ('scripts_user', RuntimeError('Runparts: 1 failures (runcmd) in 1 attempted commands')); modules-final: [secret] [31mred. Read the guest's log (/var/log/cloud-init-output.log). Then correct the inputs. A guest applies them in a new machine, or at its next boot if the instance id changes (rerun: "onChange")."`,
        );
    });

    it("warns of recoverable errors, or fails if that is asked for", async () => {
        const degraded = { recoverable: ["Failed loading yaml blob. Invalid format at line 2 column 1"] };
        const first = await startGuest(degraded);
        expect(await first.wait()).toEqual({ ...DONE, status: "degraded" });
        expect(first.warnings).toMatchInlineSnapshot(`
          [
            "domain "web": cloud-init reported recoverable errors: modules-final: Failed loading yaml blob. Invalid format at line 2 column 1",
          ]
        `);
        const second = await startGuest(degraded);
        expect(await second.wait({ failOn: "degraded" })).toMatchInlineSnapshot(
            `"guest-failed: wait for the first boot of domain "web": cloud-init reported recoverable errors, and failOn is "degraded": modules-final: Failed loading yaml blob. Invalid format at line 2 column 1. Read the guest's log (/var/log/cloud-init-output.log). Then correct the inputs. A guest applies them in a new machine, or at its next boot if the instance id changes (rerun: "onChange")."`,
        );
    });

    it("shows a few of many errors, and a little of a long one", async () => {
        const { wait } = await startGuest({
            errors: Array.from({ length: 40 }, (_, index) => `${index} ${"x".repeat(3000)}`),
        });
        const message = String(await wait());
        expect(message.length).toBeLessThan(4000);
        expect(message).toMatch(/and 32 more\. Read the guest's log/);
    });
});

describe("a reboot", () => {
    it("is waited out: the errors of the first boot fail the second, which is clean", async () => {
        const { wait, clock, boot, set } = await startGuest({ stage: "modules-final", errors: ["the first boot's"] });
        clock.at(4, () => set({ channel: "disconnected" }));
        clock.at(30, () => {
            set({ channel: "connected" });
            boot({ bootId: "boot-2" });
        });
        expect(await wait()).toMatch(/^guest-failed: .*modules-final: the first boot's/);
    });

    it("within seconds after the end is waited out", async () => {
        const { wait, clock, boot, set } = await startGuest({});
        clock.at(4, () => set({ channel: "disconnected" }));
        clock.at(30, () => {
            set({ channel: "connected" });
            boot({ bootId: "boot-2", stage: "init" });
        });
        clock.at(40, () => boot({ bootId: "boot-2" }));
        expect(await wait()).toEqual(DONE);
        expect(clock.now()).toBeGreaterThanOrEqual(45_000);
    });

    it("that no look saw begins the count again", async () => {
        const { wait, clock, boot } = await startGuest({});
        clock.at(4, () => boot({ bootId: "boot-2" }));
        expect(await wait()).toEqual(DONE);
        expect(clock.now()).toBeGreaterThanOrEqual(9000);
    });
});

describe("another source of data", () => {
    it("fails a machine that this run started, and leaves another pending", async () => {
        const boot = { instanceId: "nocloud", datasource: "DataSourceNoCloud [seed=/dev/sr1]" };
        const fresh = await startGuest(boot);
        expect(await fresh.wait()).toMatchInlineSnapshot(
            `"guest-failed: wait for the first boot of domain "web": the guest booted with instance id nocloud from DataSourceNoCloud [seed=/dev/sr1], not with 11111111-2222-3333-4444-555555555555, which is the drive's. Remove the other source of data (a NoCloud seed, another drive, an image that was booted before), or use a new disk."`,
        );
        const running = await startGuest(boot);
        expect(await running.wait({ isFresh: false })).toEqual({ status: "pending" });
        expect(running.warnings).toMatchInlineSnapshot(`
          [
            "domain "web": the guest booted with instance id nocloud from DataSourceNoCloud [seed=/dev/sr1], not with 11111111-2222-3333-4444-555555555555, which is the drive's. It takes the drive at its next boot",
          ]
        `);
    });

    it("is believed only after a second look: cloud-init may still look for its drive", async () => {
        const { wait, clock, boot } = await startGuest({ instanceId: "iid-datasource-none", stage: "init-local" });
        clock.at(4, () => boot({ stage: "init" }));
        clock.at(10, () => boot({}));
        expect(await wait()).toEqual(DONE);
    });

    it("doesn't exist where no instance id is known", async () => {
        const { wait } = await startGuest({ instanceId: "anything" });
        expect(await wait({ instanceId: undefined })).toEqual(DONE);
    });

    it("is also a tool that is switched off", async () => {
        const { wait, model } = await startGuest();
        model.files = { "/run/cloud-init/disabled": "", "/proc/cmdline": "quiet" };
        expect(await wait()).toMatchInlineSnapshot(
            `"guest-failed: wait for the first boot of domain "web": cloud-init does nothing in this guest: it found no drive that it accepts. Check the drive's label and bus, and the image's datasource_list. Correct that, and reboot the guest."`,
        );
    });
});

describe("a machine", () => {
    it("that is off and that nobody started leaves the first boot pending", async () => {
        const { wait, set, warnings } = await startGuest();
        set({ state: 5 });
        expect(await wait({ isFresh: false })).toEqual({ status: "pending" });
        expect(warnings).toMatchInlineSnapshot(`
          [
            "domain "web": the machine is off, so its first boot with the drive is still to come. Start it, and run again",
          ]
        `);
    });

    it("that is paused leaves it pending too", async () => {
        const { wait, set, warnings } = await startGuest();
        set({ state: 3 });
        expect(await wait({ isFresh: false })).toEqual({ status: "pending" });
        expect(warnings).toEqual([expect.stringContaining("is paused")]);
    });

    it("that powers off after it was done is done", async () => {
        const { wait, clock, set } = await startGuest({});
        clock.at(2, () => set({ channel: "disconnected" }));
        clock.at(6, () => set({ state: 5 }));
        expect(await wait()).toEqual(DONE);
    });

    it("that powers off earlier fails", async () => {
        const { wait, clock, set } = await startGuest({ stage: "modules-config" });
        clock.at(6, () => set({ state: 5 }));
        expect(await wait()).toMatchInlineSnapshot(
            `"guest-failed: wait for the first boot of domain "web": the machine stopped in stage modules-config before the end of its first boot was seen. Read its console and QEMU's log. If the user data powers it off (power_state), let it wait a minute (delay: 1)."`,
        );
    });

    it("that is off for a moment, because another program restarts it, is waited for", async () => {
        const { wait, clock, set, boot } = await startGuest({ stage: "init" });
        clock.at(4, () => set({ state: 5 }));
        clock.at(8, () => set({ state: 1 }));
        clock.at(10, () => boot({ bootId: "boot-2" }));
        expect(await wait()).toEqual(DONE);
    });
});

describe("a wait that takes too long", () => {
    it("says what was seen last, and that nobody has read the drive", async () => {
        const { wait, set } = await startGuest();
        set({ channel: "disconnected" });
        expect(await wait({ timeoutSeconds: 60 })).toMatchInlineSnapshot(
            `"guest-timeout: wait for the first boot of domain "web": it wasn't over within 60 s. Last seen: its agent isn't connected. The guest hasn't read the drive (0 bytes, as firmware reads): it has no driver for the drive's bus, looks for another label, or its datasource_list lacks ConfigDrive. Either the guest is still booting, or its image lacks the package qemu-guest-agent, as many cloud images do. Look at the guest's console, and check the host (config-drive doctor). Then run again, with a longer timeout if the guest needs one."`,
        );
    });

    it("says the stage and the errors so far", async () => {
        const { wait, set } = await startGuest({ stage: "modules-final", errors: ["it hangs"] });
        set({ readBytes: 4096 });
        expect(await wait({ timeoutSeconds: 60 })).toMatchInlineSnapshot(
            `"guest-timeout: wait for the first boot of domain "web": it wasn't over within 60 s. Last seen: cloud-init is in stage modules-final. Errors so far: modules-final: it hangs. The guest hasn't read the drive (4096 bytes, as firmware reads): it has no driver for the drive's bus, looks for another label, or its datasource_list lacks ConfigDrive. Look at the guest's console, and check the host (config-drive doctor). Then run again, with a longer timeout if the guest needs one."`,
        );
    });

    it("says that an agent vanished after the end", async () => {
        const { wait, clock, set } = await startGuest({});
        clock.at(2, () => set({ channel: "disconnected" }));
        expect(await wait({ timeoutSeconds: 60 })).toMatch(
            /Last seen: its agent isn't connected\. Before that, cloud-init has finished, and may still restart the guest\./,
        );
    });

    it("ends with the caller's signal at any moment", async () => {
        const { guest, clock, abort } = await startGuest({ stage: "init" });
        clock.at(10, () => abort(new DOMException("enough", "AbortError")));
        await expect(awaitGuest(guest, WANTED, clock)).rejects.toThrow("enough");
        await expect(awaitGuest(guest, WANTED, clock)).rejects.toThrow(/cancelled/);
    });
});

describe("a lost connection to the host", () => {
    it("is bridged once in a row", async () => {
        const { wait, clock, boot, peer } = await startGuest({ stage: "init" });
        clock.at(4, () => peer.hangUp());
        clock.at(20, () => peer.hangUp());
        clock.at(30, () => boot({}));
        expect(await wait()).toEqual(DONE);
    });

    it("while the agent is asked is bridged once in a row, too", async () => {
        const { wait, clock, boot, peer, model, set } = await startGuest({ stage: "init" });
        // Less often than in every look.
        let commands = 0;
        set({
            agent: (command, args) => {
                commands += 1;
                if (commands % 20 === 5) peer.hangUp();
                return model.answer(command, args);
            },
        });
        clock.at(30, () => boot({}));
        expect(await wait()).toEqual(DONE);
        set({
            agent: () => {
                peer.hangUp();
                return {};
            },
        });
        expect(await wait()).toMatch(/^connect-failed: /);
    });

    it("for good is an error of the host", async () => {
        const { wait, clock, peer } = await startGuest({ stage: "init" });
        clock.at(4, () => void peer.close());
        expect(await wait()).toMatch(/^connect-failed: /);
    });

    it("is no excuse for a daemon that refuses", async () => {
        const { guest, clock, set } = await startGuest({ stage: "init" });
        set({ refuse: new Refusal("ACCESS_DENIED", "access denied") });
        await expect(awaitGuest(guest, WANTED, clock)).rejects.toMatchObject({ code: 88 });
    });
});

describe("an agent that may not look", () => {
    const FILES = ["guest-file-open", "guest-file-read", "guest-file-close"];
    const STATUS = JSON.stringify({
        status: "done",
        extended_status: "done",
        errors: [],
        recoverable_errors: {},
        boot_status_code: "enabled-by-generator",
        detail: "DataSourceConfigDrive [net,ver=2][source=/dev/sr0]",
        datasource: "configdrive",
        last_update: "Thu, 01 Jan 1970 00:00:20 +0000",
    });
    const PROGRAMS = {
        "cloud-init status --format json": { output: STATUS, lasts: 2 },
        "cloud-init query instance_id": { output: `${OURS}\n` },
        "cat /proc/sys/kernel/random/boot_id": { output: "boot-1\n" },
    };

    it("into files is asked to run cloud-init", async () => {
        const { wait, model, host } = await startGuest({});
        model.forbidden = FILES;
        model.programs = PROGRAMS;
        expect(await wait()).toEqual(DONE);
        expect(host.asked).not.toContain("guest-file-open");
    });

    it("at what it allows has it tried", async () => {
        const { wait, model } = await startGuest({});
        model.forbidden = ["guest-info"];
        expect(await wait()).toEqual(DONE);
        model.forbidden = ["guest-info", ...FILES];
        model.programs = PROGRAMS;
        expect(await wait()).toEqual(DONE);
    });

    it("because its agent talks nonsense is reported at once", async () => {
        const { wait, set, clock } = await startGuest({});
        set({ agent: () => new Raw("<domain/>") });
        expect(await wait()).toMatch(/^guest-unreachable: .*: the agent's reply to guest-info can't be read\./);
        expect(clock.now()).toBe(0);
    });

    it("because the guest's system denies it, neither", async () => {
        const { wait, model } = await startGuest({});
        model.denied = [/cloud-init/];
        model.programs = PROGRAMS;
        expect(await wait()).toEqual(DONE);
    });

    it("at all is reported at once, with what the image needs and the weaker way", async () => {
        const { wait, model, clock } = await startGuest({});
        model.forbidden = [...FILES, "guest-exec", "guest-exec-status"];
        model.system = { "pretty-name": "Red Hat Enterprise Linux 10.1 (Coughlan)" };
        expect(await wait()).toMatchInlineSnapshot(
            `"guest-unreachable: wait for the first boot of domain "web": the guest (Red Hat Enterprise Linux 10.1 (Coughlan)) doesn't let its agent look: the image forbids guest-file-open, guest-file-read, guest-file-close; the image forbids guest-exec, guest-exec-status. On RHEL and its kin, an image has to allow them: in FILTER_RPC_ARGS (before 9.4 BLOCK_RPCS) of /etc/sysconfig/qemu-ga, and with the SELinux boolean virt_qemu_ga_read_nonsecurity_files. Or set by: "hostName", a weaker sign: it only shows that the guest has taken its host name from the drive."`,
        );
        expect(clock.now()).toBe(0);
    });

    it("because SELinux denies both is reported too", async () => {
        const { wait, model } = await startGuest({});
        model.denied = [/cloud-init/];
        model.programs = {
            "cloud-init status --format json": {
                refused: "Failed to execute child process “cloud-init” (Permission denied)",
            },
        };
        expect(await wait()).toMatch(
            /^guest-unreachable: .*isn't allowed to read \/run\/cloud-init\/\w+\.json; the agent isn't allowed to run cloud-init\./,
        );
    });

    it("while its file systems are frozen is asked again", async () => {
        const { wait, model, clock } = await startGuest({});
        model.frozen = true;
        clock.at(10, () => {
            model.frozen = false;
        });
        expect(await wait()).toEqual(DONE);
    });

    it("still tells its host name, if that is enough", async () => {
        const { wait, model, clock, told } = await startGuest();
        model.forbidden = [...FILES, "guest-exec", "guest-exec-status"];
        clock.at(20, () => {
            model.hostName = "web-1";
        });
        expect(await wait({ by: "hostName" })).toEqual({ status: "done", by: "hostName" });
        expect(told.at(-1)).toMatchInlineSnapshot(
            `"domain "web": the guest has its host name from the drive. Whether its user data succeeded can't be seen by: "hostName""`,
        );
    });
});

describe("a machine without the agent's channel", () => {
    it("is unreachable at once if only the agent will do", async () => {
        const { wait, set, clock } = await startGuest({});
        set({ channel: "none" });
        expect(await wait({ by: "agent" })).toMatchInlineSnapshot(
            `"guest-unreachable: wait for the first boot of domain "web": the domain has no channel for a guest agent. Add <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel> to the domain's devices, install qemu-guest-agent in the guest, and start the machine again."`,
        );
        expect(clock.now()).toBe(0);
    });

    it("is seen by its console, which is said at once", async () => {
        const { wait, set, clock, host, warnings } = await startGuest();
        set({ channel: "none" });
        clock.at(10, () => host.print("Cloud-init v. 25.1.4 running 'modules:final' at Mon. Up 9.99 seconds.\r\n"));
        clock.at(20, () =>
            host.print(
                "Cloud-init v. 25.1.4 finished at Mon. Datasource DataSourceConfigDrive [net].  Up 20 seconds\r\n",
            ),
        );
        expect(await wait()).toEqual({ status: "done", by: "console", tool: "cloud-init" });
        expect(warnings).toMatchInlineSnapshot(`
          [
            "domain "web": the domain has no channel for a guest agent. Add <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel> to the domain's devices, install qemu-guest-agent in the guest, and start the machine again. This run watches its console, which shows the end of cloud-init but not for which drive",
          ]
        `);
    });

    it("and with a console that somebody reads is seen by the reads of its drive", async () => {
        const { wait, set, clock, warnings } = await startGuest();
        set({
            channel: "none",
            refuseConsole: new Refusal(
                "OPERATION_FAILED",
                "operation failed: Active console session exists for this domain",
            ),
        });
        clock.at(20, () => set({ readBytes: 10_000_000 }));
        expect(await wait()).toEqual({ status: "done", by: "drive" });
        expect(warnings.slice(1)).toMatchInlineSnapshot(`
          [
            "domain "web": somebody else reads the domain's console. Close the other session (virsh console), and run again. This run watches the reads of its drive, which show that it was looked at but not what came of it",
          ]
        `);
    });

    it("is unreachable by a console that isn't a terminal, or by a drive that isn't there", async () => {
        const file = await startGuest();
        file.set({ console: "file" });
        expect(await file.wait({ by: "console" })).toMatchInlineSnapshot(
            `"guest-unreachable: wait for the first boot of domain "web": the domain's first console isn't of the type pty, which libvirt needs. Change it to <console type='pty'/>, and start the machine again."`,
        );
        const gone = await startGuest();
        gone.set({ hasDrive: false });
        expect(await gone.wait({ by: "drive" })).toMatchInlineSnapshot(
            `"guest-unreachable: wait for the first boot of domain "web": the running machine doesn't have the drive."`,
        );
    });

    it("that this run started is waited for, however long it takes to read its drive", async () => {
        const { wait, set, clock } = await startGuest();
        set({ channel: "none" });
        clock.at(100, () => set({ readBytes: 10_000_000 }));
        expect(await wait({ by: "drive" })).toEqual({ status: "done", by: "drive" });
        const never = await startGuest();
        never.set({ channel: "none" });
        expect(await never.wait({ by: "drive", timeoutSeconds: 60 })).toMatch(
            /^guest-timeout: .* Last seen: it has read 0 bytes of the drive\. The guest hasn't read the drive \(0 bytes, /,
        );
    });

    it("that was running before shows nothing of what it did then: that is pending", async () => {
        const { wait, set, clock, warnings } = await startGuest();
        set({ channel: "none", readBytes: 10_000_000 });
        expect(await wait({ by: "drive", isFresh: false })).toEqual({ status: "pending" });
        expect(clock.now()).toBeLessThan(40_000);
        expect(warnings).toMatchInlineSnapshot(`
          [
            "domain "web": the machine was running before this run, and what it showed then can't be seen any more. It isn't known whether it has taken the drive",
          ]
        `);
    });
});
