import { posix } from "node:path";
import type { Medium } from "../domain/medium.ts";
import { findOwnDisk } from "../domain/own-disk.ts";
import { type DomainHandle, type DomainState, partsOf, readXmlOf } from "../domain/read.ts";
import { LibvirtError } from "../libvirt/error.ts";
import { START_AUTODESTROY, START_PAUSED } from "../libvirt/flags.ts";
import { attribute, childElements, childText, descendant, escapeXml, parseXml, serializeXml } from "../libvirt/xml.ts";
import type { Cache } from "../model/inputs.ts";
import { timeToUndo } from "../model/timeouts.ts";
import { formatUuid, nameBasedUuid } from "../model/uuid.ts";
import { ConfigDriveError } from "../text/errors.ts";
import { buildDisk, cacheOf, isDirect } from "./device.ts";
import type { WantedDrive } from "./plan.ts";

/** The parts of a domain that decide which QEMU opens its images, and as whom. */
interface Machine {
    readonly type: string;
    readonly arch: string;
    readonly machine: string;
    readonly emulator: string;
    /** XML of the security labels that its author set; libvirt generates the others at each start. */
    readonly labels: string;
}

const readMachine = async ({ client, ref, signal }: DomainHandle): Promise<Machine> => {
    const xml = await client.domainGetXmlDesc(ref, 0, { signal });
    const domain = readXmlOf(ref, () => parseXml(xml));
    const os = descendant(domain, "os", "type");
    const devices = descendant(domain, "devices");
    return {
        type: attribute(domain, "type") ?? "",
        arch: attribute(os, "arch") ?? "",
        machine: attribute(os, "machine") ?? "",
        emulator: (devices && childText(devices, "emulator")) ?? "",
        labels: childElements(domain, "seclabel")
            .filter((label) => attribute(label, "type") !== "dynamic")
            .map(serializeXml)
            .join(""),
    };
};

/**
 * A machine with nothing but the image. A drive has one name and UUID for it on each domain: libvirt keeps the log of
 * each name, and AppArmor a profile for each UUID.
 */
const buildProbe = (id: string, { type, arch, machine, emulator, labels }: Machine, disk: string): string =>
    [
        `<domain type='${escapeXml(type)}'><name>config-drive-probe-${id}</name><uuid>${id}</uuid>`,
        "<memory unit='MiB'>64</memory>",
        `<os><type arch='${escapeXml(arch)}' machine='${escapeXml(machine)}'>hvm</type></os>`,
        // Without it, libvirt chooses an emulated CPU that KVM can't run on Arm.
        type === "kvm" ? "<cpu mode='host-passthrough'/>" : "",
        `<devices><emulator>${escapeXml(emulator)}</emulator>${disk}`,
        "<controller type='usb' model='none'/><memballoon model='none'/></devices>",
        `${labels}</domain>`,
    ].join("");

/** Starts a machine with an image in any cache mode, and ends it. Returns why libvirt refused; undefined if it ran. */
const startsOn = async (
    domain: DomainHandle,
    { mark: { alias } }: WantedDrive,
    medium: Medium,
): Promise<(cache: Cache) => Promise<LibvirtError | undefined>> => {
    const { client, ref, signal } = domain;
    const machine = await readMachine(domain);
    const id = nameBasedUuid(`probe of ${alias} for ${formatUuid(ref.uuid)}`);
    // Every machine type supports virtio, and how a file is opened doesn't depend on the bus.
    const drive = {
        alias,
        device: "disk",
        medium,
        slot: { bus: "virtio", target: "vda" },
        startupPolicy: "mandatory",
    } as const;
    return async (cache) => {
        const xml = buildProbe(id, machine, buildDisk({ ...drive, cache }));
        try {
            const probe = await client.domainCreateXml(xml, START_PAUSED | START_AUTODESTROY, { signal });
            // If this fails, it ends with the connection.
            await client.domainDestroy(probe, { signal: timeToUndo() }).catch(() => undefined);
            return undefined;
        } catch (error) {
            if (error instanceof LibvirtError) return error;
            throw error;
        }
    };
};

/** Whether a definition already has the drive with such a cache in this folder: then this adds no risk. */
const isInUse = (state: DomainState, { mark }: WantedDrive, { path }: Medium): boolean =>
    partsOf(state).some(({ definition }) => {
        const disk = findOwnDisk(definition, mark);
        return (
            disk !== undefined && isDirect(cacheOf(disk.element)) && posix.dirname(disk.source) === posix.dirname(path)
        );
    });

/** QEMU's words for it, which are never translated. libvirt doesn't always pass them on. */
const namesReason = ({ message }: LibvirtError): boolean => message.includes("O_DIRECT");

/**
 * Checks that QEMU can open a drive's image in a cache mode that bypasses the page cache: otherwise the domain wouldn't
 * start. Only the host sees the file system. So a machine with this image alone is started there, paused, with the QEMU
 * that the domain uses. If it fails for an unclear reason, a start with libvirt's own cache shows whether the cache is
 * the reason. If that fails too, or the connection may not start machines, a warning says so.
 */
export const requireDirectIo = async (
    domain: DomainHandle,
    state: DomainState,
    wanted: WantedDrive,
    warn: (warning: string) => void,
): Promise<void> => {
    const { medium, cache } = wanted;
    // Block devices always support it.
    if (medium?.type !== "file" || !isDirect(cache) || isInUse(state, wanted, medium)) return;
    const start = await startsOn(domain, wanted, medium);
    const refusal = await start(cache);
    if (refusal === undefined) return;
    const { name } = domain.ref;
    const folder = posix.dirname(medium.path);
    const where = medium.volume === undefined ? folder : `pool "${medium.volume.pool}" (${folder})`;
    const control = namesReason(refusal) ? undefined : await start("default");
    if (control !== undefined) {
        return warn(
            `couldn't check that QEMU can open an image in ${where} with cache "${cache}": ${control.message}. If domain "${name}" doesn't start, omit cache`,
        );
    }
    throw new ConfigDriveError(
        "pool-unsupported",
        `attach config drive to domain "${name}": cache "${cache}" requires O_DIRECT, which the file system of ${where} doesn't support. Omit cache, or use another pool.`,
        { cause: refusal },
    );
};
