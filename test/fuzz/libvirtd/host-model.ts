import { AFFECT_CONFIG, AFFECT_LIVE, DOMAIN_XML_INACTIVE } from "../../../provider/libvirt/flags.ts";
import type { ArgumentsOf, procedures, ResultOf } from "../../../provider/libvirt/procedures.ts";
import type { DomainRef, PoolRef, SnapshotRef, VolumeRef } from "../../../provider/libvirt/wire.ts";
import { attribute, childElement, childText, parseXml } from "../../../provider/libvirt/xml.ts";
import type { ProcedureName } from "../../support/procedure-name.ts";
import { AgentModel, cloudInitFiles } from "./agent-model.ts";
import { Refusal } from "./refusal.ts";
import { ScramServer } from "./scram-server.ts";

/** How a host is before a drive comes. */
export interface HostTraits {
    /** The password that the daemon asks for, if any. */
    readonly password: string | undefined;
    /** Whether the domain runs. */
    readonly running: boolean;
    /** Whether a volume of any name is there already, with other content. */
    readonly littered: boolean;
    /** Whether its guest is seen through its first boot. @default false */
    readonly watched?: boolean;
}

export const POOL: PoolRef = { name: "default", uuid: new Uint8Array(16).fill(7) };
export const DOMAIN: DomainRef = { name: "web", uuid: new Uint8Array(16).fill(9), id: 1 };
const SNAPSHOT: SnapshotRef = { name: "before", domain: DOMAIN };
const FOLDER = "/var/lib/libvirt/images";
const UUID = "09090909-0909-0909-0909-090909090909";

/** What a daemon stands in front of. */
export interface Host {
    /** What an honest daemon answers; throws a `Refusal` where it refuses. */
    readonly answer: (name: ProcedureName, args: readonly unknown[]) => unknown;
    /** Bytes of a volume that a stream is about. */
    readonly contentOf: (volume: VolumeRef) => Uint8Array;
    /** Whoever opened the console receives what is written to it. */
    readonly openConsole: (receive: (bytes: Uint8Array) => void) => void;
}

/** What a guest can be seen by. */
const DEVICES = [
    "<console type='pty'/>",
    "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0' state='connected'/></channel>",
];

/** What the guest prints, whenever somebody opens its console. */
const CONSOLE = [
    "Cloud-init v. 25.1.4 running 'modules:final' at Mon, 30 Nov 2026 18:00:00 +0000. Up 9.99 seconds.",
    "Cloud-init v. 25.1.4 finished at Mon, 30 Nov 2026 18:00:01 +0000. Datasource DataSourceConfigDrive [net].  Up 11 seconds",
];

type Handlers = {
    readonly [N in ProcedureName]?: (...args: ArgumentsOf<(typeof procedures)[N]>) => ResultOf<(typeof procedures)[N]>;
};

/** A host with a pool and a domain that does what libvirt's daemons do, as far as a drive's life needs it. */
export class HostModel implements Host {
    readonly #traits: HostTraits;
    readonly #scram: ScramServer;
    readonly #volumes = new Map<string, Uint8Array>();
    readonly #metadata = new Map<string, string>();
    readonly #disks = { live: new Map<string, string>(), config: new Map<string, string>() };
    readonly #agent = new AgentModel();
    #running: boolean;
    #resumed = false;
    #littered: boolean;

    public constructor(traits: HostTraits) {
        this.#traits = traits;
        this.#scram = new ScramServer(traits.password ?? "");
        this.#running = traits.running;
        this.#littered = traits.littered;
        this.#agent.files = cloudInitFiles({ instanceId: UUID });
    }

    public answer(name: ProcedureName, args: readonly unknown[]): unknown {
        const handler = this.#handlers[name];
        if (handler === undefined) throw new Refusal("NO_SUPPORT", `${name} is not there`);
        // The arguments were read by this very procedure's types.
        return (handler as (...given: readonly unknown[]) => unknown)(...args);
    }

    public contentOf(volume: VolumeRef): Uint8Array {
        const bytes = this.#volumes.get(volume.name);
        if (bytes === undefined) throw new Refusal("NO_STORAGE_VOL", `no storage volume '${volume.name}'`);
        return bytes;
    }

    public openConsole(receive: (bytes: Uint8Array) => void): void {
        for (const line of CONSOLE)
            receive(
                encode(`${line}
`),
            );
    }

    #isThere(name: string): boolean {
        if (this.#littered) this.#volumes.set(name, new Uint8Array(1 << 20));
        this.#littered = false;
        return this.#volumes.has(name);
    }

    #find(name: string): VolumeRef {
        this.#isThere(name);
        this.contentOf({ pool: POOL.name, name, key: name });
        return this.#ref(name);
    }

    #ref(name: string): VolumeRef {
        return { pool: POOL.name, name, key: `${FOLDER}/${name}` };
    }

    #byPath(path: string): VolumeRef {
        return this.#find(path.slice(path.lastIndexOf("/") + 1));
    }

    #definition(flags: number): string {
        const isLive = this.#running && (flags & DOMAIN_XML_INACTIVE) === 0;
        const disks = isLive ? this.#disks.live : this.#disks.config;
        return [
            `<domain type='kvm'${isLive ? " id='1'" : ""}><name>${DOMAIN.name}</name><uuid>${UUID}</uuid>`,
            `<metadata>${[...this.#metadata.values()].join("")}</metadata>`,
            "<os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type></os><devices>",
            ...disks.values(),
            "<controller type='scsi' index='0' model='virtio-scsi'/>",
            "<interface type='network'><mac address='52:54:00:00:00:01'/></interface>",
            ...(this.#traits.watched ? DEVICES : []),
            "</devices></domain>",
        ].join("");
    }

    #each(flags: number, act: (disks: Map<string, string>) => void): undefined {
        if ((flags & AFFECT_LIVE) !== 0) act(this.#disks.live);
        if ((flags & AFFECT_CONFIG) !== 0) act(this.#disks.config);
        return undefined;
    }

    readonly #put = (_domain: DomainRef, xml: string, flags: number): undefined =>
        this.#each(flags, (disks) => disks.set(targetOf(xml), xml));

    readonly #connection: Handlers = {
        authList: () => [this.#traits.password === undefined ? 0 : 1],
        authSaslInit: () => "SCRAM-SHA-256",
        authSaslStart: (_mechanism, token) => ({
            complete: false,
            token: encode(this.#scram.challenge(decode(token))),
        }),
        authSaslStep: (token) => ({ complete: true, token: encode(this.#scram.proof(decode(token))) }),
        connectOpen: () => undefined,
    };

    readonly #domain: Handlers = {
        domainLookupByName: () => DOMAIN,
        domainLookupByUuid: () => DOMAIN,
        listAllDomains: () => [DOMAIN],
        domainIsActive: () => this.#running,
        // A running machine waits for its drive, before its first instruction.
        domainGetState: () => {
            if (this.#resumed) return { state: 1, reason: 1 };
            return this.#running ? { state: 3, reason: 1 } : { state: 5, reason: 0 };
        },
        // Once it runs, its firmware is through.
        domainGetVcpus: () => [{ number: 0, state: 1, cpuTime: this.#resumed ? 60_000_000_000n : 0n, cpu: 0 }],
        domainResume: () => {
            this.#resumed = true;
            return undefined;
        },
        domainIsPersistent: () => true,
        domainHasManagedSaveImage: () => false,
        domainListAllSnapshots: () => [SNAPSHOT],
        domainSnapshotGetXmlDesc: () => `<domainsnapshot>${this.#definition(DOMAIN_XML_INACTIVE)}</domainsnapshot>`,
        domainGetXmlDesc: (_domain, flags) => this.#definition(flags),
        domainAttachDeviceFlags: this.#put,
        domainUpdateDeviceFlags: this.#put,
        domainDetachDeviceFlags: (_domain, xml, flags) =>
            this.#each(flags, (disks) => void disks.delete(targetOf(xml))),
        domainCreateWithFlags: () => {
            this.#running = true;
            return DOMAIN;
        },
        domainSetMetadata: (_domain, _type, xml, _prefix, uri = "") => {
            if (xml === undefined) this.#metadata.delete(uri);
            else this.#metadata.set(uri, xml.replace(">", ` xmlns='${uri}'>`));
            return undefined;
        },
    };

    readonly #guest: Handlers = {
        domainAgentCommand: (_domain, command) => {
            const { execute, arguments: args = {} } = JSON.parse(command);
            return JSON.stringify({ return: this.#agent.answer(execute, args) });
        },
        domainBlockStats: () => ({
            readRequests: 70n,
            readBytes: 200_000n,
            writeRequests: 0n,
            writtenBytes: 0n,
            errors: -1n,
        }),
        domainOpenConsole: () => undefined,
    };

    readonly #storage: Handlers = {
        storagePoolLookupByName: () => POOL,
        listAllStoragePools: () => [POOL],
        storagePoolIsActive: () => true,
        storagePoolRefresh: () => undefined,
        storagePoolGetXmlDesc: () => `<pool type='dir'><name>${POOL.name}</name></pool>`,
        storageVolLookupByName: (_pool, name) => this.#find(name),
        storageVolLookupByKey: (key) => this.#byPath(key),
        storageVolLookupByPath: (path) => this.#byPath(path),
        storageVolGetInfo: ({ name }) => ({ type: 0, capacity: this.contentOf(this.#ref(name)).length, allocation: 0 }),
        storageVolGetPath: ({ key }) => key,
        storageVolGetXmlDesc: ({ name, key }) =>
            `<volume type='file'><name>${name}</name><target><path>${key}</path></target></volume>`,
        storageVolCreateXml: (_pool, xml) => {
            const root = parseXml(xml);
            const name = childText(root, "name") ?? "";
            if (this.#isThere(name)) throw new Refusal("STORAGE_VOL_EXIST", `storage volume '${name}' exists already`);
            this.#volumes.set(name, new Uint8Array(Number(childText(root, "capacity"))));
            return this.#ref(name);
        },
        storageVolDelete: ({ name }) => void this.#volumes.delete(name),
        storageVolUpload: (volume) => void this.contentOf(volume),
        storageVolDownload: (volume) => void this.contentOf(volume),
    };

    readonly #handlers: Handlers = { ...this.#connection, ...this.#domain, ...this.#guest, ...this.#storage };
}

const targetOf = (xml: string): string => {
    const device = parseXml(xml);
    return attribute(childElement(device, "target"), "dev") ?? attribute(device, "index") ?? "";
};

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (token: Uint8Array | undefined): string => new TextDecoder().decode(token);
