import { describe, expect, it } from "vitest";
import { judgeMachines } from "../../../cli/doctor/guest.ts";
import { type Machine, readMachine } from "../../../provider/guest/machine.ts";
import { domainXml } from "../../provider/domain/machines.ts";

const channel = (state: string): string =>
    `<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'${state}/></channel>`;
const CONNECTED = channel(" state='connected'");
const DISCONNECTED = channel(" state='disconnected'");
const PTY = "<console type='pty'/>";
const FILE = "<serial type='file'/><console type='file'/>";

const machine = (devices: string): Machine => readMachine(domainXml(devices), "on", {});
const lines = (live: string | undefined, config: string | undefined): readonly string[] =>
    judgeMachines({
        live: live === undefined ? undefined : machine(live),
        config: config === undefined ? undefined : machine(config),
    }).map(({ status, about, text }) => `${status} ${about}: ${text}`);

describe("judgeMachines", () => {
    it("says that an agent is connected", () => {
        expect(lines(CONNECTED, channel(""))).toEqual([
            "ok guest agent: connected: waitForGuest and config-drive watch can see a first boot",
        ]);
    });

    it("says what a channel without an agent means", () => {
        expect(lines(DISCONNECTED + PTY, channel(""))).toEqual([
            "warn guest agent: not connected. The guest is still booting, or its image lacks the package qemu-guest-agent; then waitForGuest and config-drive watch wait for it until their timeout.",
        ]);
        expect(lines(undefined, channel(""))).toEqual([
            "ok guest agent: the domain has its channel; the image must contain qemu-guest-agent",
        ]);
    });

    it.each([
        [
            "running, with a pty",
            PTY,
            "",
            "a first boot can only be seen on the console, unless another program has it open",
        ],
        [
            "running, with the console in a file",
            FILE,
            "",
            "a first boot can't be seen, only whether the guest reads its drive: the console isn't a pty either",
        ],
        [
            "off, with a pty",
            undefined,
            PTY,
            "a first boot can only be seen on the console, unless another program has it open",
        ],
        [
            "off, without a console",
            undefined,
            "",
            "a first boot can't be seen, only whether the guest reads its drive: the console isn't a pty either",
        ],
    ])("says how to add a channel: %s", (_name, live, config, without) => {
        expect(lines(live, config)).toEqual([
            `warn guest agent: no channel, so ${without}. Add <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel> to the domain's devices, install qemu-guest-agent in the guest, and start the machine again.`,
        ]);
    });

    it("knows a channel that the machine gets at its next start", () => {
        expect(lines(PTY, channel(""))).toEqual([
            "warn guest agent: no channel until the next start. Until then a first boot can only be seen on the console, unless another program has it open.",
        ]);
    });

    it("doesn't mistake another channel for the agent's", () => {
        const spice =
            "<channel type='spicevmc'><target type='virtio' name='com.redhat.spice.0' state='connected'/></channel>";
        expect(lines(spice + PTY, "")[0]).toContain("no channel");
        expect(lines(spice + CONNECTED, "")[0]).toContain("ok guest agent: connected");
    });
});
