import { defineConfig } from "vitest/config";

/** The machine-bound projects share one libvirtd and two cores: their files run one after another. */
const onRealHosts = { fileParallelism: false, testTimeout: 600_000, hookTimeout: 600_000 };

/**
 * What also runs against Debian 13's libvirtd, where it says how libvirt and QEMU behave. Not these:
 * - client: vanishes in the middle of streams. libvirtd 11.3 hangs then, and crashes when a disk is full; the faults-*
 *   spare it both, and debian-13-faults causes both on daemons of its own.
 * - faults-pool: fills a file system that it mounts, which a daemon in another mount namespace doesn't see; and of a
 *   QEMU that may not read its image, libvirt 11.3 says now and then only that it ended.
 * - transport-*, doctor: start or look for this machine's own libvirtd.
 * - cloud-init, kernel, guest, lifecycle-policy: minutes long, and show guests and decisions that no libvirt alters.
 */
const onDebian13 = [
    "adopted-drive",
    "client-domain",
    "disks-by-volume",
    // libvirt 11.3 hangs and crashes in its own time there, sometimes for minutes: by hand only.
    ...(process.env["CONFIG_DRIVE_DEBIAN_13_FAULTS"] ? ["debian-13-*"] : []),
    "errors",
    "faults-{cut,daemon,kill,together}",
    "lifecycle",
    "lifecycle-{disk,drift,failure,guest,meanwhile,place,provider,shared,start,together,verify}",
    "modular",
    "odd-metadata",
    "other-drives",
    "pool",
    "scsi-controllers",
    "versions",
    "volume",
    "volume-vfat",
].map((name) => `test/libvirt/${name}.test.ts`);

/** Those that start daemons of Debian 13 themselves. */
const onlyDebian13 = ["test/libvirt/debian-13-*.test.ts", "test/libvirt/modular.test.ts"];

/** The set-up starts that libvirtd where it runs as root. */
const debian13Uri =
    process.env["CONFIG_DRIVE_DEBIAN_13_URI"] ?? "qemu:///system?socket=/run/pulumi-config-drive/not-set-up";

export default defineConfig({
    test: {
        projects: [
            {
                test: {
                    name: "unit",
                    include: ["test/{architecture,provider/**/*,sdk/**/*,cli/**/*,fuzz/**/*}.test.ts"],
                    // Hundreds of random cases each, on a machine that may be busy with emulating guests.
                    testTimeout: 60_000,
                },
            },
            {
                test: {
                    name: "foreign",
                    include: ["test/foreign/**/*.test.ts"],
                    testTimeout: 120_000,
                    hookTimeout: 120_000,
                },
            },
            {
                test: {
                    name: "libvirt",
                    include: ["test/libvirt/**/*.test.ts"],
                    exclude: onlyDebian13,
                    ...onRealHosts,
                },
            },
            {
                test: {
                    name: "libvirt-11",
                    include: onDebian13,
                    env: { CONFIG_DRIVE_URI: debian13Uri, CONFIG_DRIVE_HOST: "debian-13" },
                    ...onRealHosts,
                },
            },
            { test: { name: "pulumi", include: ["test/pulumi/**/*.test.ts"], ...onRealHosts } },
        ],
    },
});
