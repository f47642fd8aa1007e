import type { CallOptions, DomainRef, LibvirtClient } from "./client.ts";
import { procedures } from "./procedures.ts";
import type { BlockStats } from "./wire.ts";

/** libvirt's procedures that show what a guest does, under libvirt's names. */

/** @param disk the target, `sda` */
export const domainBlockStats = (
    client: LibvirtClient,
    domain: DomainRef,
    disk: string,
    options?: CallOptions,
): Promise<BlockStats> => client.call(procedures.domainBlockStats, [domain, disk], options);

/** A command for QEMU's guest agent. */
export interface AgentCommand {
    /** JSON, as the agent takes it. */
    readonly command: string;
    /** How long the agent may take. After a timeout it may still carry out the command. */
    readonly seconds: number;
}

/**
 * Sends a command to the guest's agent. libvirt then marks the domain as tainted, in QEMU's log.
 *
 * @returns the agent's whole reply, `{"return":…}`
 */
export const domainAgentCommand = (
    client: LibvirtClient,
    domain: DomainRef,
    { command, seconds }: AgentCommand,
    options?: CallOptions,
): Promise<string | undefined> => client.call(procedures.domainAgentCommand, [domain, command, seconds, 0], options);

/**
 * Reads the first console of a running machine from now on, until the signal fires or the machine stops. libvirt
 * refuses a second reader. The stream has its connection to itself, so it needs one of its own.
 *
 * @param maximum Bytes after which it fails.
 */
export const domainOpenConsole = (
    client: LibvirtClient,
    domain: DomainRef,
    { receive, maximum }: { readonly receive: (data: Uint8Array) => void; readonly maximum: number },
    options?: CallOptions,
): Promise<void> =>
    client.receive(procedures.domainOpenConsole, [domain, undefined, 0], { open: () => receive, maximum }, options);
