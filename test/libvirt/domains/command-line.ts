/*
 * What libvirt makes of a domain: QEMU's command line, as `virsh domxml-to-native qemu-argv` prints it.
 */

/** A device of QEMU, with the properties that say where it is and when it boots. */
export interface QemuDevice {
    readonly id: string;
    readonly driver: string;
    readonly bootindex: number | undefined;
    /** Its place on a bus; empty if QEMU decides. */
    readonly place: string;
}

/** The properties that are a place, each on the buses that have it. */
const PLACE = ["unit", "channel", "scsi-id", "lun", "addr", "port", "nr"] as const;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
    typeof value === "object" && value !== null;

/** libvirt omits the function of a device that is alone in its slot. */
const sameSlot = (value: unknown): unknown => (typeof value === "string" ? value.replace(/\.0x0$/, "") : value);

const placeOf = (properties: Readonly<Record<string, unknown>>): string => {
    const bus = properties["driver"] === "floppy" ? "fdc" : properties["bus"];
    if (bus === undefined) return "";
    const parts = PLACE.filter((name) => properties[name] !== undefined);
    return [bus, ...parts.map((name) => `${name}=${sameSlot(properties[name])}`)].join(" ");
};

const readDevice = (text: string): QemuDevice => {
    const properties: unknown = JSON.parse(text);
    if (!isRecord(properties)) throw new Error(`a device without properties: ${text}`);
    const { id, driver, bootindex } = properties;
    return {
        id: String(id ?? ""),
        driver: String(driver),
        bootindex: typeof bootindex === "number" ? bootindex : undefined,
        place: placeOf(properties),
    };
};

/** The boot indices of the floppies of a machine whose controller is built in. */
const readFloppies = (line: string): readonly QemuDevice[] =>
    [...line.matchAll(/-global isa-fdc\.(bootindex[AB])=(\d+)/g)].map(([, id = "", index]) => ({
        id,
        driver: "floppy",
        bootindex: Number(index),
        place: "",
    }));

/** Reads the devices from a command line. */
export const readDevices = (line: string): readonly QemuDevice[] => {
    const devices = [...line.matchAll(/-device '([^']*)'/g)].map(([, text = ""]) => readDevice(text));
    const all = line.match(/-device /g) ?? [];
    if (devices.length === 0 || devices.length !== all.length) throw new Error(`not all devices are JSON: ${line}`);
    return [...devices, ...readFloppies(line)];
};

/** The ids of the devices that the firmware tries, in its order. */
export const bootOrder = (devices: readonly QemuDevice[]): readonly string[] =>
    devices
        .filter(({ bootindex }) => bootindex !== undefined)
        .toSorted((one, other) => (one.bootindex ?? 0) - (other.bootindex ?? 0))
        .map(({ id }) => id);

/** Devices that are where another one is, each with its place. */
export const clashes = (devices: readonly QemuDevice[]): readonly string[] => {
    const placed = devices.filter(({ place }) => place !== "");
    return placed
        .filter(({ place }) => placed.filter((other) => other.place === place).length > 1)
        .map(({ id, place }) => `${id} at ${place}`);
};
