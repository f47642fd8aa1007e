import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { connect, type DomainRef, type LibvirtClient } from "../../provider/libvirt/client.ts";
import { createDrive } from "../../provider/lifecycle/create.ts";
import { deleteDrive } from "../../provider/lifecycle/delete.ts";
import { IncompleteDrive } from "../../provider/lifecycle/incomplete.ts";
import { readDrive } from "../../provider/lifecycle/read.ts";
import { updateDrive } from "../../provider/lifecycle/update.ts";
import type { Inputs, RawInputs } from "../../provider/model/inputs.ts";
import type { CheckedInputs, State } from "../../provider/model/state.ts";
import type { HostHandle } from "../../provider/volume/host.ts";
import { checkInputs } from "./check-inputs.ts";
import { createTransientPool, defineDomain, definePool, startPool, stopPool, undefinePool } from "./client-verbs.ts";
import { requireLibvirtd, virsh } from "./libvirtd.ts";
import { type Machine, TestDomain } from "./test-domain.ts";

/** What a promise is rejected with. */
export const caught = async (promise: Promise<unknown>): Promise<Error> => {
    const error = await promise.then(
        () => undefined,
        (reason: unknown) => reason,
    );
    if (error instanceof Error) return error;
    throw new Error("it was not refused");
};

/** The state that an incomplete run leaves. */
export const stateLeftBy = async (promise: Promise<unknown>): Promise<State> => {
    const error = await caught(promise);
    if (error instanceof IncompleteDrive) return error.state;
    throw error;
};

/** A controller that supports hot-plugged cdroms. */
export const SCSI_CONTROLLER = "<controller type='scsi' index='0' model='virtio-scsi'/>";

/** The controller that libvirt gives to a pc with a disk on ide: a drive then needs no call for it. */
export const IDE_CONTROLLER = "<controller type='ide' index='0'/>";

/** What a domain of a test has besides its machine. */
export interface DomainOptions {
    readonly machine?: Machine;
    /** XML of further devices. */
    readonly devices?: string;
    /** Kinds of devices that it boots from; libvirt's default is `hd`. */
    readonly boot?: readonly string[];
}

/** An empty cdrom that occupies a target. */
export const emptyCdrom = (target: string, bus: string): string =>
    `<disk type='file' device='cdrom'><target dev='${target}' bus='${bus}'/><readonly/></disk>`;

/** libvirt supports ACPI on aarch64 only with UEFI, and leaves such a machine no free port; a q35 has one. */
const PLATFORMS = {
    x86: { arch: "x86_64", features: "<features><acpi/></features>", ports: "" },
    arm: {
        arch: "aarch64",
        features: "",
        ports: "<controller type='pci' model='pcie-root'/><controller type='pci' model='pcie-root-port'/>",
    },
};

/** A machine whose firmware finds nothing to boot and waits. */
const domainXml = (name: string, { machine = "pc", devices = "", boot = [] }: DomainOptions): string => {
    const { arch, features, ports } = machine === "virt" ? PLATFORMS.arm : PLATFORMS.x86;
    return `<domain type='qemu'>
    <name>${name}</name>
    <memory unit='MiB'>48</memory>
    <os><type arch='${arch}' machine='${machine}'>hvm</type>${boot.map((dev) => `<boot dev='${dev}'/>`).join("")}</os>
    ${features}
    <devices>${ports}${devices}</devices>
</domain>`;
};

/** A libvirt host with a pool for one test; what the test creates on it is removed when the test ends in any way. */
export class TestHost {
    public readonly uri: string;
    public readonly client: LibvirtClient;
    public readonly pool: string;
    public readonly folder: string;
    /** Warnings of the work on this host. */
    public readonly warnings: string[] = [];
    /** Lines about its waits. */
    public readonly told: string[] = [];
    readonly #domains: TestDomain[] = [];
    #named = 0;
    readonly #undo: (() => Promise<unknown>)[] = [];

    public constructor(uri: string, client: LibvirtClient, folder: string) {
        this.uri = uri;
        this.client = client;
        this.folder = folder;
        this.pool = basename(folder);
    }

    /** @param parent where its folder is made */
    public static async open(uri: string, client: LibvirtClient, parent: string = tmpdir()): Promise<TestHost> {
        const folder = await mkdtemp(join(parent, "config-drive-drives-"));
        // QEMU's own user has to enter it.
        await chmod(folder, 0o755);
        const host = new TestHost(uri, client, folder);
        await host.definePool();
        return host;
    }

    public async definePool(): Promise<void> {
        const xml = `<pool type='dir'><name>${this.pool}</name><target><path>${this.folder}</path></target></pool>`;
        await startPool(this.client, await definePool(this.client, xml));
    }

    /** A second pool, which disappears when it is stopped. */
    public async otherPool(): Promise<{ readonly name: string; readonly folder: string }> {
        const folder = await mkdtemp(`${this.folder}-other-`);
        const name = basename(folder);
        const xml = `<pool type='dir'><name>${name}</name><target><path>${folder}</path></target></pool>`;
        const pool = await createTransientPool(this.client, xml);
        this.onRemove(() => stopPool(this.client, pool));
        this.onRemove(() => rm(folder, { recursive: true, force: true }));
        return { name, folder };
    }

    public async startPool(): Promise<void> {
        await startPool(this.client, await this.client.storagePoolLookupByName(this.pool));
    }

    public async stopPool(): Promise<void> {
        await stopPool(this.client, await this.client.storagePoolLookupByName(this.pool));
    }

    public async undefinePool(): Promise<void> {
        await undefinePool(this.client, await this.client.storagePoolLookupByName(this.pool));
    }

    /** @param interruption ends the work, and a wait for a guest, which otherwise has only its own deadline */
    public handle(interruption: AbortSignal = new AbortController().signal): HostHandle {
        return {
            client: this.client,
            signal: AbortSignal.any([interruption, AbortSignal.timeout(120_000)]),
            guests: {
                interruption,
                client: async () => this.client,
                connectAnew: () => connect(this.uri, { environment: process.env }),
            },
            tell: (line) => this.told.push(line),
            warn: (warning) => this.warnings.push(warning),
        };
    }

    /** A domain that is off. */
    public async define(options: DomainOptions = {}): Promise<TestDomain> {
        return await this.defineXml((name) => domainXml(name, options));
    }

    /** A domain of any XML, made from its name and the folder of the pool. */
    public async defineXml(xml: (name: string, folder: string) => string): Promise<TestDomain> {
        return this.#keep(await defineDomain(this.client, xml(this.#name(), this.folder)));
    }

    /** A running domain. */
    public async start(options: DomainOptions = {}): Promise<TestDomain> {
        const domain = await this.define(options);
        await domain.start();
        return domain;
    }

    /** A running domain without a persistent definition. */
    public async startTransient(options: DomainOptions = {}): Promise<TestDomain> {
        const domain = await this.start(options);
        await domain.undefine();
        return domain;
    }

    /** Files in the pool's folder. */
    public async files(): Promise<readonly string[]> {
        return (await readdir(this.folder)).sort();
    }

    /** Volumes as libvirt knows them. */
    public async volumes(): Promise<readonly string[]> {
        const pool = await this.client.storagePoolLookupByName(this.pool);
        return (await this.client.storagePoolListAllVolumes(pool)).map(({ name }) => name).sort();
    }

    public virsh(...args: readonly string[]): Promise<string> {
        return virsh(this.uri, ...args);
    }

    /** A declaration that has passed the check. */
    public declare(inputs: Partial<Inputs> = {}): CheckedInputs {
        return declare({ connection: this.uri, pool: this.pool, ...inputs });
    }

    /** Undoes something when the test ends. */
    public onRemove(undo: () => Promise<unknown>): void {
        this.#undo.push(undo);
    }

    /** Removes everything that the test created. */
    public async remove(): Promise<void> {
        for (const undo of this.#undo) await undo().catch(() => undefined);
        for (const domain of this.#domains) {
            await domain.stop().catch(() => undefined);
            await domain.undefine().catch(() => undefined);
        }
        await this.stopPool().catch(() => undefined);
        await this.undefinePool().catch(() => undefined);
        await rm(this.folder, { recursive: true, force: true });
    }

    #name(): string {
        this.#named++;
        return `${this.pool}-${this.#named}`;
    }

    #keep(ref: DomainRef): TestDomain {
        const domain = new TestDomain(this.client, ref);
        this.#domains.push(domain);
        return domain;
    }
}

/** The checked form of a valid declaration; by default a drive `drive` that says `hello`. */
export const declare = (inputs: RawInputs): CheckedInputs => {
    const base = { connection: "qemu:///system", volumePrefix: "drive", randomSeed: null };
    const text = inputs["metadataVersions"] === undefined ? { userData: "hello" } : {};
    const checked = checkInputs({}, { ...base, ...text, ...inputs }, randomBytes);
    if (checked.problems.length > 0) throw new Error(JSON.stringify(checked.problems));
    return checked.inputs as unknown as CheckedInputs;
};

/** A drive that can be in a domain beside others: an appliance's, with its own label and file. */
export const beside = (volumePrefix: string, text: string = "hello"): Partial<Inputs> => ({
    volumePrefix,
    metadataVersions: [],
    label: `label-${volumePrefix}`,
    rootFiles: { "settings.txt": { content: text } },
});

/** The life cycle of one drive on the current test's host. */
export interface LifeCycle {
    readonly create: (inputs?: Partial<Inputs>) => Promise<State>;
    readonly update: (state: State, inputs: Partial<Inputs>) => Promise<State>;
    readonly read: (state: State) => Promise<State>;
    readonly remove: (state: State) => Promise<void>;
}

/** The life cycle as most tests need it: with declarations that pass the check, and enough time. */
export const lifeCycleOn = (host: () => TestHost): LifeCycle => ({
    create: (inputs = {}) => createDrive(host().handle(), host().declare(inputs)),
    update: (state, inputs) => updateDrive(host().handle(), state, host().declare(inputs)),
    read: (state) => readDrive(host().handle(), state),
    remove: (state) => deleteDrive(host().handle(), state),
});

/** Sets up a separate host for each test of the calling suite; without a daemon they are skipped. */
export const useTestHost = (): (() => TestHost) => {
    let opened: { readonly uri: string; readonly client: LibvirtClient } | undefined;
    let host: TestHost | undefined;
    beforeAll(async () => {
        const uri = await requireLibvirtd();
        if (uri !== undefined) opened = { uri, client: await connect(uri, { environment: process.env }) };
    });
    beforeEach(async ({ skip }) => {
        skip(opened === undefined, "no libvirtd");
        if (opened) host = await TestHost.open(opened.uri, opened.client);
    });
    afterEach(async () => {
        await host?.remove();
        host = undefined;
    });
    afterAll(() => opened?.client.close());
    return () => {
        if (host === undefined) throw new Error("no host outside a test");
        return host;
    };
};
