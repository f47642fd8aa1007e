import { afterEach, describe, expect, it } from "vitest";
import type { DomainRef } from "../../provider/libvirt/client.ts";
import { isDeviceMissing, isNoDomain } from "../../provider/libvirt/error.ts";
import { AFFECT_CONFIG, AFFECT_LIVE, DOMAIN_XML_INACTIVE } from "../../provider/libvirt/flags.ts";
import { attribute, buildVolumeXml, childElements, descendant, parseXml } from "../../provider/libvirt/xml.ts";
import {
    buildPool,
    DOMAIN_RUNNING,
    DOMAIN_SHUTOFF,
    DOMAIN_UNDEFINE_MANAGED_SAVE,
    defineDomain,
    definePool,
    startPool,
    stopPool,
    undefineDomain,
    undefinePool,
} from "../support/client-verbs.ts";
import { isDomainNotRunning, isTargetExists } from "../support/libvirt-error.ts";
import { type Host, useHost, virsh } from "../support/libvirtd.ts";

const caught = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
        () => undefined,
        (error: unknown) => error,
    );

/** A machine without a disk: its firmware finds nothing to boot and waits. */
const domainXml = (name: string): string => `<domain type="qemu">
    <name>${name}</name>
    <memory unit="MiB">32</memory>
    <os><type machine="pc">hvm</type></os>
    <devices><controller type="scsi" model="virtio-scsi"/></devices>
</domain>`;

const cdromXml = (file: string): string =>
    `<disk type="file" device="cdrom"><driver name="qemu" type="raw"/><source file="${file}"/><target dev="sda" bus="scsi"/><readonly/></disk>`;

const sources = (xml: string): readonly (string | undefined)[] => {
    const devices = descendant(parseXml(xml), "devices");
    const disks = devices === undefined ? [] : childElements(devices, "disk");
    return disks.map((disk) => attribute(descendant(disk, "source"), "file"));
};

const createImage = async ({ client, home }: Host, name: string): Promise<string> =>
    (await client.storageVolCreateXml(home.pool, buildVolumeXml({ name, capacity: 4096, mode: "0644" }), 0)).key;

describe("LibvirtClient and a domain", () => {
    const host = useHost();
    const names = new Set<string>();

    /** Defines a domain that is removed after the test. */
    const define = (suffix: string): Promise<DomainRef> => {
        const name = `config-drive-client-${process.pid}-${suffix}`;
        names.add(name);
        return defineDomain(host().client, domainXml(name));
    };

    afterEach(async () => {
        for (const name of names) {
            const { client } = host();
            const domain = await client.domainLookupByName(name).catch(() => undefined);
            if (domain !== undefined) {
                await caught(client.domainDestroy(domain));
                await undefineDomain(client, domain, DOMAIN_UNDEFINE_MANAGED_SAVE);
            }
        }
        names.clear();
    });

    it("sees a domain as virsh does", async () => {
        const { uri, client } = host();
        const domain = await define("seen");
        const { name } = domain;
        expect(domain.id).toBe(-1);
        const hex = Buffer.from(domain.uuid).toString("hex");
        expect((await virsh(uri, "domuuid", name)).replaceAll("-", "")).toBe(hex);
        expect(await client.domainLookupByName(name)).toEqual(domain);
        expect(await client.domainLookupByUuid(domain.uuid)).toEqual(domain);
        expect(await client.listAllDomains(0)).toContainEqual(domain);
        expect((await client.domainGetXmlDesc(domain, 0)).trim()).toBe(await virsh(uri, "dumpxml", name));
        expect(await client.domainIsActive(domain)).toBe(false);
        expect(await client.domainIsPersistent(domain)).toBe(true);
        expect(await client.domainGetState(domain)).toMatchObject({ state: DOMAIN_SHUTOFF });
    });

    it("attaches, changes and detaches a cdrom of a domain that is off", async () => {
        const { client } = host();
        const domain = await define("off");
        const files = async () => sources(await client.domainGetXmlDesc(domain, DOMAIN_XML_INACTIVE));
        const [one, two] = [await createImage(host(), "one.iso"), await createImage(host(), "two.iso")];
        await client.domainAttachDeviceFlags(domain, cdromXml(one), AFFECT_CONFIG);
        expect(await files()).toEqual([one]);
        const taken = await caught(client.domainAttachDeviceFlags(domain, cdromXml(two), AFFECT_CONFIG));
        expect(isTargetExists(taken)).toBe(true);
        await client.domainUpdateDeviceFlags(domain, cdromXml(two), AFFECT_CONFIG);
        expect(await files()).toEqual([two]);
        await client.domainDetachDeviceFlags(domain, cdromXml(two), AFFECT_CONFIG);
        expect(await files()).toEqual([]);
        const again = await caught(client.domainDetachDeviceFlags(domain, cdromXml(two), AFFECT_CONFIG));
        expect(isDeviceMissing(again)).toBe(true);
        const live = await caught(client.domainAttachDeviceFlags(domain, cdromXml(two), AFFECT_LIVE));
        expect(isDomainNotRunning(live)).toBe(true);
    });

    it("starts a domain, plugs a cdrom into the running guest and out again, stops and removes the domain", async () => {
        const { client } = host();
        const domain = await define("running");
        const files = async (flags: number) => sources(await client.domainGetXmlDesc(domain, flags));
        const image = await createImage(host(), "three.iso");
        const started = await client.domainCreate(domain);
        expect(started).toMatchObject({ name: domain.name, uuid: domain.uuid });
        expect(started.id).toBeGreaterThan(0);
        expect(await client.domainIsActive(domain)).toBe(true);
        expect(await client.domainGetState(domain)).toMatchObject({ state: DOMAIN_RUNNING });
        await client.domainAttachDeviceFlags(domain, cdromXml(image), AFFECT_LIVE);
        expect(await files(0)).toEqual([image]);
        expect(await files(DOMAIN_XML_INACTIVE)).toEqual([]);
        await client.domainDetachDeviceFlags(domain, cdromXml(image), AFFECT_LIVE);
        await expect.poll(() => files(0)).toEqual([]);
        await client.domainDestroy(domain);
        expect(await client.domainIsActive(domain)).toBe(false);
        await undefineDomain(client, domain, DOMAIN_UNDEFINE_MANAGED_SAVE);
        expect(isNoDomain(await caught(client.domainGetXmlDesc(domain, 0)))).toBe(true);
    });

    it("defines, builds, starts, stops and removes a pool", async () => {
        const { client, home } = host();
        const pool = await definePool(
            client,
            `<pool type="dir"><name>${home.pool.name}-inner</name><target><path>${home.folder}/inner</path></target></pool>`,
        );
        await buildPool(client, pool);
        expect(await client.storagePoolIsActive(pool)).toBe(false);
        await startPool(client, pool);
        await client.storagePoolRefresh(pool);
        expect(await client.storagePoolListAllVolumes(pool)).toEqual([]);
        await stopPool(client, pool);
        await undefinePool(client, pool);
    });
});
