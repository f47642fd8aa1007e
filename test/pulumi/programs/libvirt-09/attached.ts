/** A domain of libvirt provider 0.9, and the drive that is attached to it. What changes between runs comes from variables. */
import * as libvirt from "@pulumi/libvirt";
import type * as pulumi from "@pulumi/pulumi";
import { ConfigDrive, driveAlias } from "pulumi-config-drive";

const { env } = process;
const guests = env.CONFIG_DRIVE_GUESTS ?? "";

const pool = new libvirt.Pool("pool", { type: "dir", target: { path: `${env.FOLDER}/pool` } });

/** An empty cdrom that is the drive's place. */
const tray = {
    device: "cdrom",
    driver: env.TRAY_DRIVER === "true" ? { name: "qemu", type: "raw" } : undefined,
    target: { dev: "hda", bus: "ide" },
    readOnly: true,
    serial: "cloudinit",
    alias: { name: driveAlias("drive") },
};
const guest = new libvirt.Domain(
    "guest",
    {
        type: "qemu",
        name: env.NAME,
        title: env.TITLE,
        memory: 128,
        memoryUnit: "MiB",
        os: {
            type: "hvm",
            typeMachine: "pc",
            kernel: `${guests}/vmlinuz`,
            initrd: `${guests}/initrd`,
            cmdline: "console=ttyS0 quiet",
        },
        // Hot-plug on PCI needs it.
        features: { acpi: true },
        devices: {
            disks: env.TRAY === "true" ? [tray] : undefined,
            serials: [
                { source: { file: { path: `${env.FOLDER}/${env.CONSOLE ?? "console.log"}` } }, target: { port: 0 } },
            ],
        },
        running: env.RUNNING === "true",
        create: env.PAUSED === "true" ? { paused: true } : undefined,
        // The tiny guest ignores requests to shut down.
        update: { shutdown: { timeout: 1 } },
    },
    { deleteBeforeReplace: env.DELETE_FIRST === "true" },
);

const references = { id: guest.id, name: guest.name, uuid: guest.uuid };

/** What a drive says of itself, while it exists. */
const declareDrive = (): pulumi.Output<string> => {
    const drive = new ConfigDrive("drive", {
        domain: references[(env.DOMAIN ?? "uuid") as keyof typeof references],
        pool: pool.name,
        hostname: env.GUEST_NAME ?? "guest",
        userData: "#cloud-config\n",
        bus: env.BUS as "ide" | "scsi" | "usb" | undefined,
        target: env.TARGET,
        onChange: env.ON_CHANGE as "nextBoot" | undefined,
        startDomain: env.START !== "false",
        detectDrift: env.DETECT_DRIFT !== "false",
        triggers: env.TRIGGERS === "true" ? [env.TITLE] : undefined,
    });
    return drive.volumePath;
};

export const domain = guest.name;
export const uuid = guest.uuid;
export const volumePath = env.DRIVES === "none" ? "" : declareDrive();
