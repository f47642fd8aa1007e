/** An event as `virsh event --all --loop --timestamp` prints it. */
export interface HostEvent {
    /** When virsh received it, in milliseconds. */
    readonly at: number;
    /** `lifecycle`, `device-added`, `tray-change`, … */
    readonly kind: string;
    readonly domain: string;
    /** `Started Booted`, or a device's alias. */
    readonly detail: string;
}

const LINE = /^(\S+) (\S+)\+0000: event '([\w-]+)' for domain '(.*?)'(?: disk (\S+))?: (.*)$/;

/** undefined for lines that aren't events, such as those at the end of the loop. */
export const parseEvent = (line: string): HostEvent | undefined => {
    const [, day, time, kind, domain, disk, detail] = LINE.exec(line) ?? [];
    if (kind === undefined || domain === undefined || detail === undefined) return undefined;
    return {
        at: Date.parse(`${day}T${time}Z`),
        kind,
        domain,
        detail: disk === undefined ? detail : `${disk} ${detail}`,
    };
};

/** Whether a domain came or went, or its machine did something. libvirt 11 also reports each change of a definition. */
export const isLife = ({ kind, detail }: HostEvent): boolean => kind === "lifecycle" && detail !== "Defined Updated";

const DEVICE_EVENTS = ["device-added", "device-removed", "tray-change"];

/** Whether a device came or went, or a medium changed. A medium change opens and closes the tray. */
export const isDeviceChange = ({ kind }: HostEvent): boolean => DEVICE_EVENTS.includes(kind);
