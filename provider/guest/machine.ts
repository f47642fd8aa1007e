import { type Disk, readDisk } from "../domain/definition.ts";
import { type DomainHandle, readXmlOf } from "../domain/read.ts";
import { fileNameOf } from "../domain/references.ts";
import { attribute, childElement, childElements, descendant, parseXml, type XmlElement } from "../libvirt/xml.ts";
import { IMAGE_ENDINGS } from "../model/volume-name.ts";
import type { Wanted } from "./wanted.ts";

/** `virDomainState`. A machine that is paused or asleep has it still to go on; one that has crashed never does. */
const PAUSED = 3;
const SHUT_OFF = 5;
const CRASHED = 6;
const ASLEEP = 7;

/** Whether a machine runs. */
export type Power = "on" | "paused" | "off" | "crashed";

const POWERS: ReadonlyMap<number, Power> = new Map([
    [PAUSED, "paused"],
    [ASLEEP, "paused"],
    [SHUT_OFF, "off"],
    [CRASHED, "crashed"],
]);

/** The name by which QEMU's agent finds its channel. */
const AGENT_CHANNEL = "org.qemu.guest_agent.0";

/** What a running machine offers to those who look into it. */
export interface Machine {
    readonly power: Power;
    /** The agent's channel: whether a process of the guest holds it open. Absent if the machine has no such channel. */
    readonly channel: "connected" | "disconnected" | undefined;
    /** Whether the first console is a terminal, which libvirt can open. */
    readonly hasTerminal: boolean;
    /** The drive; absent if the machine doesn't have it. */
    readonly drive: SeenDrive | undefined;
}

/** A drive as the machine has it. */
export interface SeenDrive {
    readonly target: string;
    /** Whether its image is VFAT, by the name of its volume. */
    readonly isVfat: boolean;
}

const channelOf = (devices: readonly XmlElement[]): Machine["channel"] => {
    const targets = devices.filter(({ tagName }) => tagName === "channel").map((each) => childElement(each, "target"));
    const target = targets.find((each) => attribute(each, "name") === AGENT_CHANNEL);
    if (target === undefined) return undefined;
    return attribute(target, "state") === "connected" ? "connected" : "disconnected";
};

/** libvirt opens the first console and, without one, the first serial port. */
const hasTerminal = (devices: readonly XmlElement[]): boolean => {
    const first = (name: string): XmlElement | undefined => devices.find(({ tagName }) => tagName === name);
    return attribute(first("console") ?? first("serial"), "type") === "pty";
};

const driveOf = (devices: readonly XmlElement[], { alias, target }: Wanted["drive"]): SeenDrive | undefined => {
    const disks: readonly Disk[] = devices.filter(({ tagName }) => tagName === "disk").map(readDisk);
    const found = disks.find((disk) => disk.alias === alias) ?? disks.find((disk) => disk.target === target);
    return found && { target: found.target, isVfat: fileNameOf(found).endsWith(IMAGE_ENDINGS.vfat) };
};

/** Reads a machine from its live definition. */
export const readMachine = (xml: string, power: Power, drive: Wanted["drive"]): Machine => {
    const element = descendant(parseXml(xml), "devices");
    const devices = element ? childElements(element) : [];
    return {
        power,
        channel: channelOf(devices),
        hasTerminal: hasTerminal(devices),
        drive: driveOf(devices, drive),
    };
};

/** Looks at a machine through libvirt alone. */
export const lookAtMachine = async (
    { client, ref, signal }: DomainHandle,
    drive: Wanted["drive"],
): Promise<Machine> => {
    const { state } = await client.domainGetState(ref, { signal });
    const power = POWERS.get(state) ?? "on";
    if (power === "off") return { power, channel: undefined, hasTerminal: false, drive: undefined };
    const xml = await client.domainGetXmlDesc(ref, 0, { signal });
    return readXmlOf(ref, () => readMachine(xml, power, drive));
};
