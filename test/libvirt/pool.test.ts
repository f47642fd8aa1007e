import { describe, expect, it } from "vitest";
import type { LibvirtClient } from "../../provider/libvirt/client.ts";
import { createDrive } from "../../provider/lifecycle/create.ts";
import { withCalls } from "../support/calls.ts";
import { caught, useTestHost } from "../support/host.ts";

describe("a pool that can't take an image", () => {
    const host = useTestHost();

    /** The host, whose pool says it is of another type: most need a server or a device that a test machine hasn't. */
    const of = (type: string): LibvirtClient => {
        const { client } = host();
        return withCalls(client, {
            storagePoolGetXmlDesc: async (pool, flags, options) =>
                (await client.storagePoolGetXmlDesc(pool, flags, options)).replace("type='dir'", `type='${type}'`),
        });
    };

    it.each([
        ["disk", "which dictates the names of its volumes"],
        ["rbd", "whose volumes libvirt can't write"],
        ["gluster", "in which libvirt can't create volumes"],
        ["iscsi", "in which libvirt can't create volumes"],
        ["iscsi-direct", "in which libvirt can't create volumes"],
        ["mpath", "in which libvirt can't create volumes"],
        ["scsi", "in which libvirt can't create volumes"],
        ["sheepdog", "in which libvirt can't create volumes"],
        ["a-new-one", "which isn't supported"],
    ])("is refused before anything is written: %s", async (type, why) => {
        const news = host().declare();
        const error = await caught(createDrive({ ...host().handle(), client: of(type) }, news));
        expect(error).toMatchObject({ code: "pool-unsupported" });
        expect(error.message).toBe(
            `store volume "${news.volume}" in pool "${host().pool}": pool "${host().pool}" is of type ${type}, ${why}. Use a pool of type dir, fs, netfs or logical. On storage shared between hosts, use netfs or a dir pool on it.`,
        );
        expect(await host().files()).toEqual([]);
    });

    it.each(["dir", "fs", "netfs", "vstorage", "logical", "zfs"])("isn't one of type %s", async (type) => {
        const state = await createDrive({ ...host().handle(), client: of(type) }, host().declare());
        expect(await host().files()).toEqual([state.volume]);
    });
});
