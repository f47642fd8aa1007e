import { defineConfig } from "vitest/config";

/** The machine-bound projects share one libvirtd and two cores: their files run one after another. */
const onRealHosts = { fileParallelism: false, testTimeout: 600_000, hookTimeout: 600_000 };

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
            { test: { name: "libvirt", include: ["test/libvirt/**/*.test.ts"], ...onRealHosts } },
            { test: { name: "pulumi", include: ["test/pulumi/**/*.test.ts"], ...onRealHosts } },
        ],
    },
});
