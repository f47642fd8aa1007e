import { describe, expect, it } from "vitest";
import { KnownReferences } from "../../provider/domain/references.ts";
import { createDrive } from "../../provider/lifecycle/create.ts";
import { deleteDrive } from "../../provider/lifecycle/delete.ts";
import { findLoss } from "../../provider/lifecycle/look.ts";
import { readDrive } from "../../provider/lifecycle/read.ts";
import { updateDrive } from "../../provider/lifecycle/update.ts";
import { type HostHandle, KnownPools } from "../../provider/volume/host.ts";
import { caught, useTestHost } from "../support/host.ts";

/** Many drives share one look through the host's domains, which isn't counted here. */
class SharedReferences extends KnownReferences {
    public override recall(): ReturnType<KnownReferences["recall"]> {
        return Promise.resolve({ users: new Map(), isPartial: false, running: new Set() });
    }
}

/** A host with a client that notes the names of its calls, and with a memory of pools. */
class Noted {
    readonly #handle: HostHandle;
    #made: string[] = [];

    public constructor(handle: HostHandle) {
        const client = new Proxy(handle.client, {
            get: (target, key) => {
                const own: unknown = Reflect.get(target, key, target);
                if (typeof own !== "function") return own;
                return (...args: readonly unknown[]): unknown => {
                    this.#made.push(String(key));
                    return own.apply(target, args);
                };
            },
        });
        this.#handle = { ...handle, client, pools: new KnownPools(), references: new SharedReferences() };
    }

    /** What comes of some work, and the calls that it took. */
    public async run<T>(work: (handle: HostHandle) => Promise<T>): Promise<[T, readonly string[]]> {
        this.#made = [];
        return [await work(this.#handle), this.#made];
    }
}

describe("the calls of a drive", () => {
    const host = useTestHost();

    it("are few in a machine that is off, and fewer once the pool is known", async () => {
        const noted = new Noted(host().handle());
        const [domain, other] = [(await host().define()).uuid, (await host().define()).uuid];
        const [first, made] = await noted.run((handle) => createDrive(handle, host().declare({ domain })));
        expect(made).toEqual([
            "domainLookupByUuid",
            "domainGetXmlDesc",
            "domainHasManagedSaveImage",
            "domainSetMetadata",
            "storagePoolLookupByName",
            "storagePoolIsActive",
            "storagePoolGetXmlDesc",
            "storageVolCreateXml",
            "storageVolUpload",
            "storageVolDownload",
            // The IDE controller, and the drive.
            "domainAttachDeviceFlags",
            "domainAttachDeviceFlags",
            "domainGetXmlDesc",
            "domainSetMetadata",
        ]);
        const next = host().declare({ domain: other, userData: "second" });
        const [, madeNext] = await noted.run((handle) => createDrive(handle, next));
        expect(madeNext).toEqual(made.filter((name) => !name.startsWith("storagePool")));
        const changed = host().declare({ domain, userData: "changed" });
        const [second, madeByUpdate] = await noted.run((handle) => updateDrive(handle, first, changed));
        expect(madeByUpdate).toHaveLength(16);
        const [, madeByRead] = await noted.run((handle) => readDrive(handle, second));
        expect(madeByRead).toHaveLength(4);
        const [loss, madeByDiff] = await noted.run((handle) => findLoss(handle, second));
        expect([loss, madeByDiff]).toEqual(["", ["domainLookupByUuid", "domainGetXmlDesc"]]);
        const [, madeByDelete] = await noted.run((handle) => deleteDrive(handle, second));
        // Two of them ask whether a snapshot or saved memory of the domain needs the image, three remove the controller.
        expect(madeByDelete).toHaveLength(11);
    });

    it("are three for a volume only, once the pool is known", async () => {
        const noted = new Noted(host().handle());
        await noted.run((handle) => createDrive(handle, host().declare()));
        const [, made] = await noted.run((handle) => createDrive(handle, host().declare({ userData: "second" })));
        expect(made).toEqual(["storageVolCreateXml", "storageVolUpload", "storageVolDownload"]);
    });

    it("find out that a pool they know was stopped meanwhile", async () => {
        const noted = new Noted(host().handle());
        await noted.run((handle) => createDrive(handle, host().declare()));
        await host().stopPool();
        const news = host().declare({ userData: "second" });
        const error = await caught(noted.run((handle) => createDrive(handle, news)));
        expect(error).toMatchObject({ code: "pool-inactive" });
    });

    it("find out that a pool they know is another by now", async () => {
        const noted = new Noted(host().handle());
        await noted.run((handle) => createDrive(handle, host().declare()));
        await host().stopPool();
        await host().undefinePool();
        await host().definePool();
        const news = host().declare({ userData: "second" });
        const [{ volume }] = await noted.run((handle) => createDrive(handle, news));
        expect(await host().volumes()).toContain(volume);
    });
});
