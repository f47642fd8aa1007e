import { execFileSync } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connect, type LibvirtClient } from "../../provider/libvirt/client.ts";
import { LibvirtError } from "../../provider/libvirt/error.ts";
import { createDrive } from "../../provider/lifecycle/create.ts";
import { IncompleteDrive } from "../../provider/lifecycle/incomplete.ts";
import { updateDrive } from "../../provider/lifecycle/update.ts";
import type { Inputs } from "../../provider/model/inputs.ts";
import type { State } from "../../provider/model/state.ts";
import { withCalls } from "../support/calls.ts";
import { caught, lifeCycleOn, SCSI_CONTROLLER, stateLeftBy, TestHost, useTestHost } from "../support/host.ts";
import { isRoot, onlyRoot } from "../support/only-root.ts";
import { DEBIAN_13, isOnDebian13, PrivateDaemons, THIS_SYSTEM } from "../support/private-daemons.ts";
import type { Machine, TestDomain } from "../support/test-domain.ts";

describe("a cache mode that requires O_DIRECT, in a pool on a file system without it", () => {
    let folder: string;
    let daemons: PrivateDaemons;
    let client: LibvirtClient;
    let host: TestHost;
    const { create, update } = lifeCycleOn(() => host);

    beforeAll(async () => {
        if (!isRoot) return;
        folder = await mkdtemp("/tmp/config-drive-ramfs-");
        // Since Linux 6.6 tmpfs supports O_DIRECT; ramfs doesn't.
        execFileSync("mount", ["-t", "ramfs", "-o", "mode=0755", "ramfs", folder]);
        // A daemon in a mount namespace of its own sees only what was mounted before it started.
        daemons = await PrivateDaemons.start(isOnDebian13 ? DEBIAN_13 : THIS_SYSTEM, "libvirtd");
        client = await connect(daemons.uri("libvirtd"), { environment: process.env });
    });
    afterAll(async () => {
        if (!isRoot) return;
        await client.close();
        await daemons.remove();
        execFileSync("umount", [folder]);
        await rm(folder, { recursive: true });
    });
    beforeEach(async (context) => {
        onlyRoot(context);
        host = await TestHost.open(daemons.uri("libvirtd"), client, folder);
    });
    afterEach(async ({ task }) => {
        if (task.result?.state !== "skip") await host.remove();
    });

    /** The devices of a domain, as each of its definitions has them, and all domains. */
    const all = async (domain: TestDomain): Promise<readonly (string | undefined)[]> => {
        const shown = [
            await host.virsh("dumpxml", domain.name),
            await host.virsh("dumpxml", "--inactive", domain.name),
        ];
        return [
            ...shown.map((xml) => /<devices>.*<\/devices>/s.exec(xml)?.[0]),
            await host.virsh("list", "--all", "--name"),
        ];
    };

    const refusal = (domain: TestDomain, cache: string): string =>
        `attach config drive to domain "${domain.name}": cache "${cache}" requires O_DIRECT, which the file system of pool "${host.pool}" (${host.folder}) doesn't support. Omit cache, or use another pool.`;

    it("is refused before the drive is in any definition", async () => {
        const off = await host.define();
        const running = await host.start({ devices: SCSI_CONTROLLER });
        for (const [domain, inputs] of [
            [off, { cache: "none" }],
            [off, { cache: "directsync", format: "vfat" }],
            [running, { cache: "none" }],
        ] as const) {
            const before = await all(domain);
            const error = await caught(create({ ...inputs, domain: domain.uuid }));
            if (!(error instanceof IncompleteDrive)) throw error;
            expect(error.cause).toMatchObject({ code: "pool-unsupported", message: refusal(domain, inputs.cache) });
            expect(await all(domain)).toEqual(before);
            // The next run goes on with the volume, without such a cache.
            const mended = await update(error.state, {
                domain: domain.uuid,
                ...("format" in inputs && { format: "vfat" }),
            });
            expect(mended.drive).toBe("attached");
            await lifeCycleOn(() => host).remove(mended);
        }
        expect(host.warnings).toEqual([]);
        await off.start();
    });

    it("is refused where a drive gets it, and the drive keeps its medium and its cache", async () => {
        const domain = await host.define();
        const first = await create({ domain: domain.uuid });
        const before = await all(domain);
        const error = await caught(update(first, { domain: domain.uuid, cache: "none", userData: "second" }));
        expect(error.message).toBe(refusal(domain, "none"));
        expect(await all(domain)).toEqual(before);
        expect(await host.files()).toEqual([first.volume]);
        await domain.start();
    });

    it("is found out by QEMU where libvirt doesn't report its words", async () => {
        const domain = await host.define();
        const silent = withCalls(client, {
            domainCreateXml: (...args) =>
                client.domainCreateXml(...args).catch((error: unknown) => {
                    throw error instanceof LibvirtError
                        ? new LibvirtError(error.procedure, { ...error, message: "QEMU ended" })
                        : error;
                }),
        });
        const error = await caught(
            createDrive({ ...host.handle(), client: silent }, host.declare({ domain: domain.uuid, cache: "none" })),
        );
        expect((error.cause as Error).message).toBe(
            `attach config drive to domain "${domain.name}": cache "none" requires O_DIRECT, which the file system of pool "${host.pool}" (${host.folder}) doesn't support. Omit cache, or use another pool.`,
        );
    });
});

describe("a cache mode that requires O_DIRECT", () => {
    const host = useTestHost();
    const { create, update } = lifeCycleOn(host);

    /** A client that counts the machines it starts for the check. */
    const counting = (): { readonly client: LibvirtClient; readonly count: () => number } => {
        const { client } = host();
        let probes = 0;
        const domainCreateXml: LibvirtClient["domainCreateXml"] = async (...args) => {
            probes++;
            return await client.domainCreateXml(...args);
        };
        return { client: withCalls(client, { domainCreateXml }), count: () => probes };
    };

    it.each<Machine>(["pc", "q35", "virt"])(
        "is tried out with the machine type %s, without a warning",
        async (machine) => {
            const domain = await host().define({ machine });
            const state = await create({ domain: domain.uuid, cache: "none" });
            expect(state.drive).toBe("attached");
            expect(host().warnings).toEqual([]);
            expect(await host().virsh("list", "--all", "--name")).not.toContain("probe");
        },
    );

    it("is tried out once for each folder", async () => {
        const domain = await host().define();
        const { client, count } = counting();
        const change = (olds: State, inputs: Partial<Inputs>) =>
            updateDrive({ ...host().handle(), client }, olds, host().declare({ domain: domain.uuid, ...inputs }));
        const first = await create({ domain: domain.uuid });
        const cached = await change(first, { cache: "writeback" });
        const empty = await change(cached, { cache: "none", ejected: true });
        expect(count()).toBe(0);
        const direct = await change(empty, { cache: "none" });
        expect(count()).toBe(1);
        const other = await change(direct, { cache: "none", userData: "other" });
        const again = await change(other, { cache: "directsync", userData: "other" });
        expect(count()).toBe(1);
        const { name: pool, folder } = await host().otherPool();
        await chmod(folder, 0o755);
        await change(again, { cache: "none", pool, userData: "other" });
        expect(count()).toBe(2);
    });

    it("is tried out as the user whom the domain names", async (context) => {
        onlyRoot(context);
        await chmod(host().folder, 0o700);
        const label = "<seclabel type='static' model='dac' relabel='yes'><label>+0:+0</label></seclabel>";
        const domain = await host().defineXml(
            (name) =>
                `<domain type='qemu'><name>${name}</name><memory unit='MiB'>48</memory><os><type arch='x86_64' machine='pc'>hvm</type></os>${label}</domain>`,
        );
        await create({ domain: domain.uuid, cache: "none" });
        expect(host().warnings).toEqual([]);
        await domain.start();
    });

    it("is used with a warning where QEMU starts in no mode", async (context) => {
        onlyRoot(context);
        await chmod(host().folder, 0o700);
        const domain = await host().define();
        const state = await create({ domain: domain.uuid, cache: "none" });
        expect(state.drive).toBe("attached");
        expect(host().warnings).toEqual([expect.stringMatching(/^couldn't check that QEMU .* Permission denied/)]);
        expect(host().warnings[0]).toContain(`If domain "${domain.name}" doesn't start, omit cache`);
        await update(state, { domain: domain.uuid, cache: "none", userData: "second" });
        expect(host().warnings).toHaveLength(1);
    });

    it("isn't attached if the connection breaks during the check", async () => {
        const domain = await host().define();
        const handle = host().handle();
        const abort = new AbortController();
        const client = withCalls(handle.client, {
            domainCreateXml: (xml, flags, options) => {
                setImmediate(() => abort.abort());
                return handle.client.domainCreateXml(xml, flags, options);
            },
        });
        const signal = AbortSignal.any([handle.signal, abort.signal]);
        await stateLeftBy(
            createDrive({ ...handle, client, signal }, host().declare({ domain: domain.uuid, cache: "none" })),
        );
        expect((await domain.config()).disks).toEqual([]);
    });
});
