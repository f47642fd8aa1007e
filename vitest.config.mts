import { defineConfig } from "vitest/config";

/**
 * Where a test belongs. `npm test` shows that each capability works, once, on real software, and takes minutes.
 * `npm run test:all` adds `test/matrix/`: the same on many machines, versions, readers, faults or random trees, and
 * whatever needs a tool that takes minutes to build. A test is in one of the two.
 */
const MATRIX = "test/matrix";

/**
 * What also runs against Debian 13's libvirtd, where it shows how libvirt and QEMU behave. Not these:
 * - client: vanishes in the middle of streams. libvirtd 11.3 hangs then, and crashes when a disk is full; the faults-*
 *   spare it both, and debian-13-faults causes both on daemons of its own.
 * - faults-pool: of a QEMU that may not read its image, libvirt 11.3 says now and then only that it ended.
 * - transport-*, doctor: start or look for this machine's own libvirtd.
 * - cloud-init, kernel, guest, lifecycle-policy: minutes long, and show guests and decisions that no libvirt alters.
 */
const onDebian13 = [
    "libvirt/adopted-drive",
    "libvirt/cache",
    "libvirt/client-domain",
    "libvirt/direct-io",
    "libvirt/disks-by-volume",
    "libvirt/errors",
    "libvirt/events",
    "libvirt/fixed-volume",
    "libvirt/fixed-volume-{refused,taken}",
    "libvirt/lifecycle",
    "libvirt/lifecycle-{disk,drift,failure,meanwhile,place,provider,refused,shared,start,together,verify}",
    "libvirt/odd-metadata",
    "libvirt/other-drives",
    "libvirt/pool",
    "libvirt/random-domains",
    "libvirt/scsi-controllers",
    "libvirt/volume",
    "libvirt/volume-vfat",
    // libvirt 11.3 hangs and crashes in its own time there, sometimes for minutes: by hand only.
    ...(process.env["CONFIG_DRIVE_DEBIAN_13_FAULTS"] ? ["matrix/libvirt/debian-13-*"] : []),
    "matrix/libvirt/faults-{cut,daemon,fixed,kill,together}",
    "matrix/libvirt/fixed-volume-meanwhile",
    // libvirt 11.2 changed what it answers for an agent that is away.
    "matrix/libvirt/guests/tiny-means",
    "matrix/libvirt/lifecycle-{disk,guest}",
    "matrix/libvirt/modular",
    "matrix/libvirt/versions",
].map((name) => `test/${name}.test.ts`);

/** Those that start daemons of Debian 13 themselves. */
const onlyDebian13 = [`${MATRIX}/libvirt/debian-13-*.test.ts`, `${MATRIX}/libvirt/modular.test.ts`];

/**
 * What also runs with the plugin in place of the dynamic resource: CONTRIBUTING.md. Not what is about the npm package
 * itself, its helpers or the text that it leaves in a state.
 */
const withPlugin = [
    "pulumi/{attached,failure,upgrade,volume-only}",
    "matrix/pulumi/{assets,attached,coexistence,coexistence-note,coexistence-rename,defaults,faults,fixed-volume,preview,remote,reparented,replaced,replaced-domain,rerun,secrets,stack-defaults,watched}",
].map((name) => `test/${name}.test.ts`);

/** The set-up starts a libvirtd for each worker. Without it the tests use one libvirtd, one file after another. */
const uris = process.env["CONFIG_DRIVE_URIS"]?.split(" ");
const workers = uris ? { maxWorkers: uris.length } : {};

/** Hundreds of random cases each, on a machine that may be busy with emulating guests. */
const unit = { ...workers, testTimeout: 60_000 };
const foreign = { ...workers, testTimeout: 120_000, hookTimeout: 120_000 };
/** Installs packages and removes them. */
const release = { ...workers, testTimeout: 600_000, hookTimeout: 600_000 };
const onRealHosts = {
    ...(uris ? workers : { fileParallelism: false }),
    setupFiles: ["test/support/worker-host.ts"],
    testTimeout: 600_000,
    hookTimeout: 600_000,
};

const UNIT =
    "test/{architecture,provider/**/*,plugin/**/*,sdk/**/*,cli/**/*,fuzz/**/*,site/**/*,guests/*,toolchain/**/*}.test.{ts,mjs}";

/** With libvirt provider 0.9, which only `npm run test:09` sets up. */
export const libvirt09 = { test: { ...onRealHosts, name: "libvirt-09", include: ["test/libvirt-09/**/*.test.ts"] } };

export default defineConfig({
    test: {
        projects: [
            { test: { ...unit, name: "unit", include: [UNIT] } },
            { test: { ...foreign, name: "foreign", include: ["test/foreign/**/*.test.ts"] } },
            { test: { ...onRealHosts, name: "libvirt", include: ["test/libvirt/**/*.test.ts"] } },
            { test: { ...onRealHosts, name: "pulumi", include: ["test/pulumi/**/*.test.ts"] } },
            { test: { ...foreign, name: "matrix-foreign", include: [`${MATRIX}/foreign/**/*.test.ts`] } },
            {
                test: {
                    ...onRealHosts,
                    name: "matrix-libvirt",
                    include: [`${MATRIX}/libvirt/**/*.test.ts`],
                    exclude: onlyDebian13,
                },
            },
            {
                test: {
                    ...onRealHosts,
                    name: "matrix-libvirt-11",
                    include: onDebian13,
                    env: { CONFIG_DRIVE_HOST: "debian-13" },
                },
            },
            { test: { ...release, name: "matrix-release", include: [`${MATRIX}/release/**/*.test.ts`] } },
            { test: { ...onRealHosts, name: "matrix-pulumi", include: [`${MATRIX}/pulumi/**/*.test.ts`] } },
            {
                test: {
                    ...onRealHosts,
                    name: "matrix-pulumi-plugin",
                    include: withPlugin,
                    env: { CONFIG_DRIVE_ADAPTER: "plugin" },
                },
            },
            ...(process.env["CONFIG_DRIVE_LIBVIRT_09"] ? [libvirt09] : []),
        ],
    },
});
