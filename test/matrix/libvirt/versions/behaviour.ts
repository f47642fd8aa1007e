import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LibvirtError } from "../../../../provider/libvirt/error.ts";
import type { DomainOptions, TestHost } from "../../../support/host.ts";
import type { TestDomain } from "../../../support/test-domain.ts";

/** What libvirt does when it is asked something, in few words. */
export interface Behaviour {
    /** As the table in docs/versions.md has it. */
    readonly ask: string;
    /** Asks for it; returns what came of it. */
    readonly act: (host: TestHost) => Promise<string>;
    /** libvirt 9.0 with QEMU 7.2. */
    readonly debian12: string;
    /** libvirt 11.3 with QEMU 10.0. @default the same */
    readonly debian13?: string;
}

/** A drive in the words of a domain's XML. */
export interface Drive {
    readonly device: "cdrom" | "disk";
    readonly bus: string;
    readonly target: string;
    readonly startupPolicy?: string;
}

/** The outcome of a call that was carried out. */
export const DONE = "done";

/** `done`, or number and text of the refusal, without the names of the run. */
export const outcomeOf = async (host: TestHost, work: Promise<unknown>): Promise<string> => {
    try {
        await work;
        return DONE;
    } catch (error) {
        if (!(error instanceof LibvirtError)) throw error;
        const text = error.message.replaceAll(host.folder, "").replaceAll(host.pool, "POOL");
        // What libvirt puts in front says no more than the number.
        return `${error.code}: ${text.replace(/^[\w ]+: (?=[\w'])/, "")}`;
    }
};

/** A file in the pool's folder that QEMU may read. */
export const image = async (host: TestHost, name: string): Promise<string> => {
    const path = join(host.folder, name);
    await writeFile(path, Buffer.alloc(65_536, name), { mode: 0o644 });
    return path;
};

/** The device's XML; empty without a file. */
export const diskXml = ({ device, bus, target, startupPolicy }: Drive, file?: string): string => {
    const policy = startupPolicy === undefined ? "" : ` startupPolicy='${startupPolicy}'`;
    const source = file === undefined ? "" : `<source file='${file}'${policy}/>`;
    const driver = "<driver name='qemu' type='raw'/>";
    return `<disk type='file' device='${device}'>${driver}${source}<target dev='${target}' bus='${bus}'/><readonly/></disk>`;
};

/** A machine that booted with a drive, whose firmware has done with it. */
export const bootWith = async (host: TestHost, drive: Drive, options: DomainOptions = {}): Promise<TestDomain> => {
    const disk = diskXml(drive, await image(host, "first.iso"));
    const domain = await host.define({ ...options, devices: disk + (options.devices ?? "") });
    await domain.boot();
    return domain;
};
