import type { GuestMeans, GuestTool } from "../model/guest.ts";
import type { AllClosed } from "./routes.ts";
import type { DisabledBy, Sight } from "./sight.ts";

/** The agent's channel, as a domain declares it. */
const CHANNEL = "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>";

/** How a domain gets what the best view of a guest needs. */
export const ADD_CHANNEL: string = `Add ${CHANNEL} to the domain's devices, install qemu-guest-agent in the guest, and start the machine again`;

/** Why the agent can't be asked, or what it lacks so far. */
export const NO_CHANNEL: string = `the domain has no channel for a guest agent. ${ADD_CHANNEL}.`;
export const NOT_CONNECTED = "its agent isn't connected";
export const NO_TRACE = "its agent answers, but cloud-init, cloudbase-init and Ignition haven't left a trace";
export const notAnswering = (text: string): string => `its agent doesn't answer (${text})`;

/** What a guest lacks whose channel nobody has opened. */
export const NO_AGENT =
    "Either the guest is still booting, or its image lacks the package qemu-guest-agent, as many cloud images do.";

/** Why the console can't be read. */
export const NO_TERMINAL =
    "the domain's first console isn't of the type pty, which libvirt needs. Change it to <console type='pty'/>, and start the machine again.";
export const CONSOLE_TAKEN =
    "somebody else reads the domain's console. Close the other session (virsh console), and run again.";
export const NO_LINE = "its console hasn't shown a line of a first boot";

/** Why reads of the drive can't be counted, and how many there were. */
export const NO_DRIVE = "the running machine doesn't have the drive.";
export const readSoFar = (bytes: number): string => `it has read ${bytes} bytes of the drive`;

/** RHEL and its kin from 9.4 on, and what it takes there: an allow list of the agent, and a boolean of SELinux. */
const OPEN_RHEL =
    "On RHEL and its kin, an image has to allow them: in FILTER_RPC_ARGS (before 9.4 BLOCK_RPCS) of /etc/sysconfig/qemu-ga, and with the SELinux boolean virt_qemu_ga_read_nonsecurity_files.";

/** Neither files nor programs of the guest can be reached. */
export const allClosed = ({ message }: AllClosed, system: string | undefined): string => {
    const guest = system === undefined ? "" : ` (${system})`;
    return `the guest${guest} doesn't let its agent look: ${message}. ${OPEN_RHEL} Or set by: "hostName", a weaker sign: it only shows that the guest has taken its host name from the drive.`;
};

/** What a weaker means shows of a first boot. */
const WEAKER: Readonly<Record<GuestMeans, string>> = {
    agent: "its agent",
    hostName: "its host name",
    console: "its console, which shows the end of cloud-init but not for which drive",
    drive: "the reads of its drive, which show that it was looked at but not what came of it",
};

/** Warns that a weaker means is used. */
export const instead = (name: string, reason: string, by: GuestMeans): string =>
    `domain "${name}": ${reason} This run watches ${WEAKER[by]}`;

/** The start of each error. */
export const doing = (name: string): string => `wait for the first boot of domain "${name}"`;

/** What made the boot, in a sentence. */
export const toolOf = (sight: Pick<Sight, "tool"> | undefined): string => sight?.tool ?? "the guest";

/** Where a guest keeps more words than a message has room for. */
const LOGS: Readonly<Record<GuestTool, string>> = {
    "cloud-init": "/var/log/cloud-init-output.log",
    "cloudbase-init": "C:\\Program Files\\Cloudbase Solutions\\Cloudbase-Init\\log\\cloudbase-init.log",
    Ignition: "journalctl -t ignition, or the console",
};

const AGAIN =
    'Then correct the inputs. A guest applies them in a new machine, or at its next boot if the instance id changes (rerun: "onChange").';

/** What to do after a first boot that failed. */
export const rerunAdvice = (tool: GuestTool | undefined): string =>
    `Read the guest's log${tool === undefined ? "" : ` (${LOGS[tool]})`}. ${AGAIN}`;

const DISABLED: Readonly<Record<DisabledBy, string>> = {
    file: "a file in its image switches it off (/etc/cloud/cloud-init.disabled)",
    "kernel-argument": "an argument of its kernel switches it off (cloud-init=disabled)",
    environment: "its environment switches it off (KERNEL_CMDLINE)",
    "no-datasource":
        "it found no drive that it accepts. Check the drive's label and bus, and the image's datasource_list",
};

/** Why a guest's tool does nothing. */
export const whyDisabled = (sight: Pick<Sight, "tool" | "disabledBy"> | undefined): string => {
    const why = sight?.disabledBy === undefined ? "it is switched off" : DISABLED[sight.disabledBy];
    return `${toolOf(sight)} does nothing in this guest: ${why}.`;
};

/** Why nothing is known of a first boot yet. */
export const PENDING = {
    off: "the machine is off, so its first boot with the drive is still to come. Start it, and run again",
    paused: "the machine is paused, so its first boot with the drive is still to come. Resume it, and run again",
    quiet: "the machine was running before this run, and what it showed then can't be seen any more. It isn't known whether it has taken the drive",
    nextBoot: "It takes the drive at its next boot",
    otherAdvice:
        "Remove the other source of data (a NoCloud seed, another drive, an image that was booted before), or use a new disk.",
} as const;

/** A machine that went off, or whose system crashed, before anybody saw the end of its first boot. */
export const stoppedEarly = (stage: string | undefined): string => {
    const where = stage === undefined ? "" : ` in stage ${stage}`;
    return `the machine stopped${where} before the end of its first boot was seen. Read its console and QEMU's log. If the user data powers it off (power_state), let it wait a minute (delay: 1).`;
};

/** What a host name is a sign of. */
export const HOST_NAME_ONLY =
    'the guest has its host name from the drive. Whether its user data succeeded can\'t be seen by: "hostName"';
