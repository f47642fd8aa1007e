import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Inputs } from "../../../provider/model/inputs.ts";
import { debianDisk, debianWords, domainXml, readDebianReport, waitFor } from "../../guests/guest.ts";
import { lifeCycleOn, useTestHost } from "../../support/host.ts";
import type { TestDomain } from "../../support/test-domain.ts";

/** cloud-init needs a minute of emulation to get through; a busy machine may take several. */
const BOOT_MS = 480_000;
const BOOTS = 6;

const SEED = Buffer.alloc(64, 7).toString("base64");

/** Each run of the first-boot setup adds its word to this file. */
const RUNS = "/root/runs";

/** Stands for an operator who follows the preview's advice: cleans at shutdown if the drive has another instance id. */
const OPERATOR = `#!/bin/sh
mount -o ro /dev/sr0 /mnt
grep -q "$(cat /var/lib/cloud/data/instance-id)" /mnt/openstack/latest/meta_data.json || cloud-init clean
`;

const UNIT = `[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/true
ExecStop=/usr/local/sbin/operator
[Install]
WantedBy=multi-user.target
`;

/** YAML, as all JSON. */
const cloudConfig = (config: unknown): string => `#cloud-config\n${JSON.stringify(config)}\n`;

const userData = (word: string): string => cloudConfig({ runcmd: [`echo ${word} >> ${RUNS}`] });

const FIRST = cloudConfig({
    write_files: [
        { path: "/usr/local/sbin/operator", permissions: "0755", content: OPERATOR },
        { path: "/etc/systemd/system/operator.service", content: UNIT },
    ],
    runcmd: [`echo first >> ${RUNS}`, "systemctl enable --now operator"],
});

/** What a boot of the guest shows. */
interface Boot {
    readonly id: string | undefined;
    /** All runs of the setup until then. */
    readonly runs: readonly string[] | undefined;
    readonly hostname: string | undefined;
}

describe("a guest with cloud-init whose content changes", () => {
    const host = useTestHost();
    const { create, update } = lifeCycleOn(host);
    const consoleOf = ({ name }: TestDomain): string => join(host().folder, `${name}.log`);

    const define = (): Promise<TestDomain> =>
        host().defineXml((name, folder) =>
            domainXml({
                name,
                console: join(folder, `${name}.log`),
                memoryMiB: 512,
                kernelWords: debianWords([RUNS]),
                devices: [debianDisk(join(folder, `${name}.qcow2`), "bookworm")],
            }),
        );

    /** Starts the guest, which reports and powers off. */
    const boot = async (domain: TestDomain): Promise<Boot> => {
        await rm(consoleOf(domain), { force: true });
        await domain.start();
        const report = await waitFor(consoleOf(domain), readDebianReport, BOOT_MS);
        const end = Date.now() + BOOT_MS;
        while (await domain.isActive()) {
            if (Date.now() > end) throw new Error("the guest doesn't power off");
            await sleep(200);
        }
        return {
            id: report.get("instance-id"),
            runs: report.get(`file ${RUNS}`)?.split("\n"),
            hostname: report.get("hostname"),
        };
    };

    it(
        "runs its setup again only with rerun, once for each content",
        async () => {
            const domain = await define();
            const base: Partial<Inputs> = { domain: domain.uuid, hostname: "web-1", randomSeed: SEED };
            const once = { hostname: "web-1", id: domain.uuid, runs: ["first"] };

            const first = await create({ ...base, userData: FIRST });
            expect(await boot(domain)).toEqual(once);

            const second = await update(first, { ...base, hostname: "web-2", userData: userData("second") });
            expect(second.instanceId).toBe(domain.uuid);
            expect(await boot(domain)).toEqual(once);

            // cloud-init uses its cache as long as its id is the domain's UUID, until the operator cleans it.
            const again: Partial<Inputs> = { ...base, rerun: "onChange", hostname: "web-2" };
            const third = await update(second, { ...again, userData: userData("second") });
            expect(third.instanceId).not.toBe(domain.uuid);
            expect(await boot(domain)).toEqual(once);
            const twice = { hostname: "web-2", id: third.instanceId, runs: ["first", "second"] };
            expect(await boot(domain)).toEqual(twice);

            const fourth = await update(third, { ...again, userData: userData("third") });
            expect(fourth.instanceId).not.toBe(third.instanceId);
            const runs = ["first", "second", "third"];
            expect(await boot(domain)).toEqual({ ...twice, id: fourth.instanceId, runs });

            // The earlier content has the earlier id. cloud-init skips what it did with that, but reads the new name.
            const fifth = await update(fourth, { ...again, hostname: "web-3", userData: userData("second") });
            expect(fifth.instanceId).toBe(third.instanceId);
            expect(await boot(domain)).toEqual({ hostname: "web-3", id: fifth.instanceId, runs });
            expect(host().warnings).toEqual([]);
        },
        BOOTS * BOOT_MS,
    );
});
