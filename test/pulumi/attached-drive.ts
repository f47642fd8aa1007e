import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readReport, type SeenFile, waitFor } from "../guests/guest.ts";
import type { EventRecorder } from "../support/events/recorder.ts";
import { qemuOf } from "../support/process-table.ts";
import { inspectImage, logOfDomain, recordEvents, virsh } from "./host.ts";
import { DOMAIN_FIRST, GONE } from "./lives.ts";
import { Stack } from "./stack.ts";

const CANARY = {
    user: "canary-user-data-7c1f",
    password: "canary-password-93ab",
    file: "canary-file-content-e07d",
};

const SECRETS = {
    USER_DATA: `#cloud-config\n# ${CANARY.user}\n`,
    PASSWORD: CANARY.password,
    FILE: CANARY.file,
};

/** What the guest on a console saw last, once it is what is looked for. */
const seenInGuest = (log: string, files: readonly SeenFile[]): Promise<true> =>
    waitFor(
        log,
        (text) => (JSON.stringify(readReport(text)?.files) === JSON.stringify(files) ? true : undefined),
        120_000,
    );

/** What changes when a domain is restarted: libvirt's number and the process. */
const identity = (domain: string): string => `${virsh("domid", domain)} ${qemuOf(domain)?.pid}`;

/** A drive, and where it is in the domain. */
export interface AttachedDrive {
    readonly machine: "pc" | "q35";
    readonly format: "iso9660" | "vfat";
    readonly bus: string;
    readonly target: string;
}

/** A stack's whole life: up, swap, drift, refresh, destroy. */
export const describeAttachedDrive = ({ machine, format, bus, target }: AttachedDrive): void => {
    const ending = format === "iso9660" ? "iso" : "img";

    describe(`a stack with a pool, a ${machine} domain and its ${format} drive`, () => {
        const variables = { ...SECRETS, MACHINE: machine, FORMAT: format };
        let stack: Stack;
        let events: EventRecorder;
        let before: { domain: string; identity: string; volume: string; uuid: string };

        beforeAll(async () => {
            events = await recordEvents();
            stack = new Stack("attached");
            await stack.init();
        });
        afterAll(async () => {
            await stack.remove();
            await events.stop();
        });

        it("can be previewed before anything is there", async () => {
            const preview = await stack.succeed(["preview", "--diff"], variables);
            expect(preview).toMatch(/imageDigest *: \[unknown\]/);
            expect(preview).toMatch(/4 to create/);
            expect(virsh("pool-list", "--all")).not.toContain(stack.folder);
        });

        it("comes up: the guest mounts the drive by its label and sees what inspect sees", async () => {
            await stack.up(variables);
            const { domain = "", volumePath = "", uuid = "", seen } = await stack.outputs();
            expect(seen).toBe(`attached at ${target} on ${bus}`);
            expect(virsh("domstate", domain)).toBe("running");
            expect(await events.take(domain)).toEqual(DOMAIN_FIRST);
            const image = inspectImage(volumePath);
            expect(image.label).toBe("config-2");
            expect(image.metaData).toMatchObject({ uuid, hostname: "guest" });
            await seenInGuest(stack.console, image.files);
            before = { domain, identity: identity(domain), volume: volumePath, uuid };
        });

        it("has nothing to do the second time", async () => {
            await stack.previewNothing(variables);
            expect(await stack.up(variables)).toMatch(/4 unchanged/);
        });

        it("refreshes without a change on any resource", async () => {
            await stack.refreshNothing(variables);
            await stack.previewNothing(variables);
        });

        it("shows in a preview what will change, but no secret", async () => {
            const preview = await stack.succeed(["preview", "--diff"], { ...variables, GUEST_NAME: "renamed" });
            expect(preview).toMatch(/~ hostname +: "guest" => "renamed"/);
            expect(preview).toMatch(/~ openstack\/latest\/meta_data\.json *: \{\s+~ hmacSha256: "\w{64}" => "\w{64}"/);
            expect(preview).toMatch(/~ imageDigest *: "[0-9a-f]{64}" => "[0-9a-f]{64}"/);
            expect(preview).toMatch(new RegExp(`~ volume +: "drive-[0-9a-f]{6}-[0-9a-f]{12}\\.${ending}" => "drive-`));
            expect(preview).toMatch(/1 to update/);
            expect(preview).toMatch(/3 unchanged/);
        });

        it("swaps the medium under the running guest when the content changes", async () => {
            const output = await stack.up({ ...variables, FILE: `${CANARY.file} changed`, GUEST_NAME: "renamed" });
            expect(output).toMatch(/1 updated/);
            expect(output).not.toMatch(/replaced|created|deleted/);
            expect(identity(before.domain)).toBe(before.identity);

            const { volumePath = "" } = await stack.outputs();
            const image = inspectImage(volumePath);
            expect(image.metaData).toMatchObject({ hostname: "renamed", uuid: before.uuid });
            await seenInGuest(stack.console, image.files);

            expect(virsh("dumpxml", before.domain)).toContain(volumePath);
            expect(virsh("dumpxml", "--inactive", before.domain)).toContain(volumePath);
            expect(existsSync(before.volume)).toBe(false);
            expect(readdirSync(join(stack.folder, "pool"))).toEqual([volumePath.split("/").at(-1)]);
            expect(await events.take(before.domain)).toEqual([]);
        });

        it("refreshes without a change after the update too", async () => {
            await stack.refreshNothing(variables);
        });

        it("mends a drive that was taken out behind its back", async () => {
            const { volumePath = "" } = await stack.outputs();
            if (format === "vfat") virsh("detach-disk", before.domain, target, "--live");
            else virsh("change-media", before.domain, target, "--eject", "--live", "--force");
            virsh("detach-disk", before.domain, target, "--config");
            const refresh = await stack.succeed(["refresh", "--yes", "--diff"], variables);
            const found = format === "vfat" ? "detached from" : "ejected in";
            const drift = `${found} the running domain, detached from the persistent definition`;
            expect(refresh).toContain(drift);
            const changed = { ...variables, FILE: `${CANARY.file} changed`, GUEST_NAME: "renamed" };
            const output = await stack.up(changed);
            expect(output).toContain(`: drive: "${drift}" => "attached"`);
            expect(output).toMatch(/1 updated/);
            expect(virsh("dumpxml", before.domain)).toContain(volumePath);
            expect(virsh("dumpxml", "--inactive", before.domain)).toContain(volumePath);
            await stack.refreshNothing(changed);
            await stack.previewNothing(changed);
        });

        it("reports every wrong input at once, by path and without its value", async () => {
            const { code, output } = await stack.run(["preview"], {
                ...variables,
                NETWORK_DATA: JSON.stringify({ links: [{ id: "nic0", type: "phy" }], networks: "none" }),
            });
            expect(code).not.toBe(0);
            expect(output).toContain("networkData.links[0].ethernet_mac_address");
            expect(output).toContain("networkData.networks");
        });

        it("refuses network data for a NIC that the domain lacks, and leaves everything as it is", async () => {
            const link = { id: "nic0", type: "phy", ethernet_mac_address: "52:54:00:00:00:01" };
            const network = { id: "network0", type: "ipv4_dhcp", link: "nic0" };
            const { code, output } = await stack.run(["up", "--yes", "--skip-preview"], {
                ...variables,
                NETWORK_DATA: JSON.stringify({ links: [link], networks: [network], services: [] }),
            });
            expect(code).not.toBe(0);
            expect(output).toContain("networkData.links[0].ethernet_mac_address: domain");
            expect(readdirSync(join(stack.folder, "pool"))).toHaveLength(1);
        });

        it("goes away and leaves nothing", async () => {
            const { domain = "" } = await stack.outputs();
            await stack.destroy(variables);
            expect(await events.take(domain)).toEqual(GONE);
            expect(await events.defined()).toEqual([domain]);
            expect(virsh("list", "--all", "--name").split("\n")).not.toContain(domain);
            expect(existsSync(join(stack.folder, "pool"))).toBe(false);
            expect((await stack.export()).deployment.resources ?? []).toEqual([]);
        });

        it("kept its secrets: none is in any output, log, error or file but the drive", () => {
            const haystacks = [
                { path: "the output of the CLI", text: stack.transcript },
                ...stack.files(),
                {
                    path: "the domain's log",
                    text: readFileSync(logOfDomain(before.domain), "utf8"),
                },
            ];
            expect(haystacks.length).toBeGreaterThan(5);
            for (const canary of Object.values(CANARY)) {
                for (const secret of [canary, Buffer.from(canary).toString("base64").slice(0, 20)]) {
                    expect(haystacks.filter(({ text }) => text.includes(secret)).map(({ path }) => path)).toEqual([]);
                }
            }
        });
    });
};
