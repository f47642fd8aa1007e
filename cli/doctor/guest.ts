import { type DomainState, readXmlOf } from "../../provider/domain/read.ts";
import { type Machine, readMachine } from "../../provider/guest/machine.ts";
import { ADD_CHANNEL } from "../../provider/guest/words.ts";
import type { DomainRef } from "../../provider/libvirt/client.ts";
import { DOMAIN_XML_INACTIVE } from "../../provider/libvirt/flags.ts";
import type { HostHandle } from "../../provider/volume/host.ts";
import { type Finding, ok, warn } from "./finding.ts";

/** How a domain lets its guest's first boot be seen: the running machine, and its definition for the next start. */
export interface SeenMachines {
    readonly live?: Machine | undefined;
    readonly config?: Machine | undefined;
}

/** Reads a domain's channel for the guest agent, and its console. Opens neither. */
export const askMachines = async (
    { client, signal }: HostHandle,
    ref: DomainRef,
    { live, config }: DomainState,
): Promise<SeenMachines> => {
    const read = async (flags: number): Promise<Machine> => {
        const xml = await client.domainGetXmlDesc(ref, flags, { signal });
        return readXmlOf(ref, () => readMachine(xml, "on", {}));
    };
    return {
        live: live && (await read(0)),
        config: config && (await read(DOMAIN_XML_INACTIVE)),
    };
};

const ABOUT = "guest agent";

const withoutAgent = ({ hasTerminal }: Machine): string =>
    hasTerminal
        ? "a first boot can only be seen on the console, unless another program has it open"
        : "a first boot can't be seen, only whether the guest reads its drive: the console isn't a pty either";

const judgeLive = (live: Machine, config: Machine | undefined): Finding => {
    if (live.channel === "connected")
        return ok(ABOUT, "connected: waitForGuest and config-drive watch can see a first boot");
    if (live.channel !== undefined) {
        return warn(
            ABOUT,
            "not connected. The guest is still booting, or its image lacks the package qemu-guest-agent; then waitForGuest and config-drive watch wait for it until their timeout.",
        );
    }
    if (config?.channel !== undefined) {
        return warn(ABOUT, `no channel until the next start. Until then ${withoutAgent(live)}.`);
    }
    return warn(ABOUT, `no channel, so ${withoutAgent(live)}. ${ADD_CHANNEL}.`);
};

/** Judges whether the first boot of a domain's guest can be waited for. */
export const judgeMachines = ({ live, config }: SeenMachines): readonly Finding[] => {
    if (live !== undefined) return [judgeLive(live, config)];
    if (config === undefined) return [];
    return config.channel === undefined
        ? [warn(ABOUT, `no channel, so ${withoutAgent(config)}. ${ADD_CHANNEL}.`)]
        : [ok(ABOUT, "the domain has its channel; the image must contain qemu-guest-agent")];
};
