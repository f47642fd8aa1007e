/** A drive, and a domain of libvirt provider 0.9 that declares it among its disks. What changes between runs comes from variables. */
import * as libvirt from "@pulumi/libvirt";
import { ConfigDrive } from "pulumi-config-drive";

const { env } = process;
const guests = env.CONFIG_DRIVE_GUESTS ?? "";

const pool = new libvirt.Pool("pool", { type: "dir", target: { path: `${env.FOLDER}/pool` } });
const seed = new ConfigDrive("seed", {
    pool: pool.name,
    hostname: env.GUEST_NAME ?? "guest",
    userData: "#cloud-config\n",
    fixedVolume: env.FIXED === "true",
});
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
            typeMachine: env.MACHINE ?? "pc",
            kernel: `${guests}/vmlinuz`,
            initrd: `${guests}/initrd`,
            cmdline: "console=ttyS0 quiet",
        },
        features: { acpi: true },
        devices: {
            disks: [
                {
                    device: "cdrom",
                    driver: { name: "qemu", type: "raw" },
                    // A preview of new content knows the volume's name, but not its path.
                    source:
                        env.BY === "name"
                            ? { volume: { pool: pool.name, volume: seed.volume } }
                            : { file: { file: seed.volumePath } },
                    target: env.MACHINE === "q35" ? { dev: "sda", bus: "sata" } : { dev: "hda", bus: "ide" },
                    readOnly: true,
                    serial: "cloudinit",
                },
            ],
            serials: [{ source: { file: { path: `${env.FOLDER}/console.log` } }, target: { port: 0 } }],
        },
        running: env.RUNNING !== "false",
        // The tiny guest ignores requests to shut down.
        update: { shutdown: { timeout: 1 } },
    },
    { deleteBeforeReplace: env.DELETE_FIRST === "true" },
);

export const domain = guest.name;
export const volumePath = seed.volumePath;
